package io.heartwire.cli.house;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** Classes by their package. */
final class Packages extends DescribedPredicate<JavaClass> {
  private final String root;
  private final String excepted;

  private Packages(String root, String excepted) {
    super("reside under " + root + (excepted.isEmpty() ? "" : " but not under " + excepted));
    this.root = root;
    this.excepted = excepted;
  }

  static Packages under(String root) {
    return new Packages(root, "");
  }

  Packages except(String other) {
    return new Packages(root, other);
  }

  @Override
  public boolean test(JavaClass type) {
    return isUnder(type, root) && (excepted.isEmpty() || !isUnder(type, excepted));
  }

  private static boolean isUnder(JavaClass type, String root) {
    return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
  }
}
