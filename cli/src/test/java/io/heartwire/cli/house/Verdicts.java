package io.heartwire.cli.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Label;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Only core judges. Outside of it a method that reads a time limit of a policy may show it, send it
 * or hand it on, but compares nothing; and nobody else makes a verdict.
 *
 * <p>Checked in the byte code: such a method asks of no two longs or doubles which is greater
 * (whether they are equal it may ask: "does the client know the new timeout?") and calls no {@code
 * compareTo}, {@code compare}, {@code min}, {@code max} or {@code minus}.
 */
final class Verdicts {
  private static final Set<String> LIMITS =
      Set.of(
          "timeout",
          "suspectAfter",
          "frozenAfter",
          "idleTimeout",
          "frameDeadline",
          "loginDeadline");

  private static final Set<String> COMPARISONS =
      Set.of("compareTo", "compare", "min", "max", "minus");

  /**
   * Classes that choose limits: they compare settings with settings, and never a limit with what
   * was measured. Nobody else is excused; what compares a silence belongs into core.
   */
  private static final Set<String> CHOOSERS =
      Set.of(
          ".netty.TcpKnobs",
          ".netty.TcpWarnings",
          ".gateway.config.GatewayConfig",
          ".gateway.session.Policies");

  private Verdicts() {}

  static List<ArchRule> under(String root) {
    String core = root + ".core..";
    return List.of(
        ArchRuleDefinition.classes()
            .that()
            .resideOutsideOfPackage(core)
            .should(readLimitsWithoutComparing(root))
            .because("a comparison with a timeout is a verdict, and verdicts are core's"),
        ArchRuleDefinition.classes()
            .that()
            .resideOutsideOfPackage(core)
            .should(makeNoVerdict(root))
            .because("core decides, the others act"));
  }

  private static ArchCondition<JavaClass> readLimitsWithoutComparing(String root) {
    return new ArchCondition<>("compare nothing where they read a limit of a policy") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (isChooser(root, type)) {
          return;
        }
        Set<String> comparing = null;
        for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
          boolean readsLimit =
              call.getTargetOwner().getName().equals(root + ".core.liveness.LivenessPolicy")
                  && LIMITS.contains(call.getName());
          if (!readsLimit) {
            continue;
          }
          comparing = comparing == null ? comparingMethods(type) : comparing;
          if (comparing.contains(call.getOrigin().getName())) {
            events.add(
                SimpleConditionEvent.violated(
                    call, call.getDescription() + " in a method that compares"));
          }
        }
      }
    };
  }

  private static boolean isChooser(String root, JavaClass type) {
    String name = type.getName();
    return CHOOSERS.stream().anyMatch(chooser -> name.equals(root + chooser));
  }

  /** Names of the methods of {@code type}, lambdas among them, that compare times. */
  private static Set<String> comparingMethods(JavaClass type) {
    Set<String> names = new HashSet<>();
    String resource = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream code = type.reflect().getResourceAsStream(resource)) {
      new ClassReader(code)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] errors) {
                  return new ComparisonFinder(outermost(name), names);
                }
              },
              ClassReader.SKIP_DEBUG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  /** The method that a lambda stands in. */
  private static String outermost(String name) {
    return name.startsWith("lambda$") ? name.substring(7, name.lastIndexOf('$')) : name;
  }

  private static final class ComparisonFinder extends MethodVisitor {
    private final String method;
    private final Set<String> found;
    private boolean compared;

    ComparisonFinder(String method, Set<String> found) {
      super(Opcodes.ASM9);
      this.method = method;
      this.found = found;
    }

    @Override
    public void visitInsn(int opcode) {
      compared = opcode >= Opcodes.LCMP && opcode <= Opcodes.DCMPG;
    }

    @Override
    public void visitJumpInsn(int opcode, Label target) {
      if (compared && opcode >= Opcodes.IFLT && opcode <= Opcodes.IFLE) {
        found.add(method);
      }
      compared = false;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      boolean ofTimes =
          owner.equals(Duration.class.getName().replace('.', '/'))
              || owner.equals("java/lang/Long")
              || owner.equals("java/lang/Math");
      if (ofTimes && COMPARISONS.contains(name)) {
        found.add(method);
      }
    }
  }

  private static ArchCondition<JavaClass> makeNoVerdict(String root) {
    return new ArchCondition<>("make no verdict") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaConstructorCall call : type.getConstructorCallsFromSelf()) {
          if (call.getTargetOwner().getName().equals(root + ".core.liveness.Action$Dead")) {
            events.add(SimpleConditionEvent.violated(call, call.getDescription()));
          }
        }
      }
    };
  }
}
