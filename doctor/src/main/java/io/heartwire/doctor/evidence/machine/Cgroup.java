package io.heartwire.doctor.evidence.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cgroup of this process for one controller, of version 1 or 2. Asked with each reading,
 * since a process may be moved; only then are the mounts read again. Not thread safe.
 */
final class Cgroup {
  /** The most ancestors that are looked at. */
  static final int MAX_DEPTH = 16;

  private static final String MOUNTS = "/proc/self/mountinfo";
  private static final int MAX_MOUNTS_BYTES = 262_144;

  /**
   * Where it is.
   *
   * @param unified version 2
   * @param folders its folder, then those of its ancestors as far as they are mounted here
   */
  record Place(boolean unified, List<Path> folders) {}

  private record Mount(String type, String options, String root, String point) {}

  private final Path root;
  private final String controller;
  private final KernelFile own;
  private String membership = "";
  private @Nullable Place place;

  Cgroup(Path root, String controller) {
    this.root = root;
    this.controller = controller;
    own = new KernelFile(root, "/proc/self/cgroup", 16_384);
  }

  /** Where this process is now. */
  Place place() throws NotHere {
    String text = own.text();
    Place known = place;
    if (known != null && text.equals(membership)) {
      return known;
    }
    Place found = find(text);
    membership = text;
    place = found;
    return found;
  }

  private Place find(String text) throws NotHere {
    String unifiedPath = "";
    String mounts = new KernelFile(root, MOUNTS, MAX_MOUNTS_BYTES).text();
    for (String line : text.split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
        return new Place(false, folders(mounts, "cgroup", parts[2]));
      }
      if (parts[0].equals("0") && parts[1].isEmpty()) {
        unifiedPath = parts[2];
      }
    }
    if (unifiedPath.isEmpty()) {
      throw new NotHere(own.path() + " names no cgroup for the controller " + controller);
    }
    return new Place(true, folders(mounts, "cgroup2", unifiedPath));
  }

  /** The folder of the cgroup {@code path} and its ancestors, where they are mounted. */
  private List<Path> folders(String mounts, String type, String path) throws NotHere {
    Mount mount = mount(mounts, type, path);
    // In a container the file system shows our own cgroup as its root; the path may be the host's.
    boolean visible = within(path, mount.root()) && !path.contains("/..");
    int hidden = mount.root().equals("/") ? 0 : mount.root().length();
    Path top = KernelFile.under(root, mount.point()).normalize();
    Path inner = KernelFile.under(top, visible ? path.substring(hidden) : "").normalize();
    var folders = new ArrayList<Path>();
    for (Path it = inner; it != null && folders.size() < MAX_DEPTH; it = it.getParent()) {
      folders.add(it);
      if (it.equals(top)) {
        break;
      }
    }
    return List.copyOf(folders);
  }

  /** Where cgroups of {@code type} are mounted: where {@code path} shows, else anywhere. */
  private Mount mount(String mounts, String type, String path) throws NotHere {
    var fitting = new ArrayList<Mount>();
    for (String line : mounts.split("\n", -1)) {
      mount(line).filter(it -> it.type().equals(type) && serves(it)).ifPresent(fitting::add);
    }
    for (Mount mount : fitting) {
      if (within(path, mount.root())) {
        return mount;
      }
    }
    if (fitting.isEmpty()) {
      throw new NotHere(
          "no %s with the controller %s is mounted (%s)"
              .formatted(type, controller, KernelFile.under(root, MOUNTS)));
    }
    return fitting.get(0);
  }

  private boolean serves(Mount mount) {
    return mount.type().equals("cgroup2")
        || Arrays.asList(mount.options().split(",", -1)).contains(controller);
  }

  private static boolean within(String path, String mountRoot) {
    return mountRoot.equals("/") || path.equals(mountRoot) || path.startsWith(mountRoot + "/");
  }

  /** A line of mountinfo: id, parent, device, root, mount point, …, "-", type, source, options. */
  private static Optional<Mount> mount(String line) {
    String[] words = line.split(" ", -1);
    int dash = Arrays.asList(words).indexOf("-");
    if (dash < 6 || words.length < dash + 4) {
      return Optional.empty();
    }
    return Optional.of(
        new Mount(words[dash + 1], words[dash + 3], plain(words[3]), plain(words[4])));
  }

  /** Blanks are written as octal numbers there. */
  private static String plain(String word) {
    return word.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
