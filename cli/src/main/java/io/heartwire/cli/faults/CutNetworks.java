package io.heartwire.cli.faults;

import io.heartwire.doctor.diagnosis.Cause;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The path to some networks is cut. */
final class CutNetworks implements Fault {
  @Override
  public String name() {
    return "half-the-networks-cut";
  }

  @Override
  public String story() {
    return "the router drops what belongs to half of the client networks";
  }

  @Override
  public Expectation expectation() {
    return Expectation.outside(Cause.NETWORK_PATH);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(14);
  }

  @Override
  public void inject(Scene scene) {
    int first = scene.random().nextInt(FaultNet.NETWORKS);
    List<Integer> half =
        IntStream.range(0, FaultNet.NETWORKS / 2)
            .mapToObj(i -> 1 + (first + i) % FaultNet.NETWORKS)
            .toList();
    scene.net().cut(half);
  }

  @Override
  public void undo(Scene scene) {
    scene.net().heal();
  }
}
