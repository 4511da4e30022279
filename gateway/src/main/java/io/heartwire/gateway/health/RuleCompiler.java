package io.heartwire.gateway.health;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes conditions of expressions in CEL (Common Expression Language) over one variable, {@code
 * status}. NOT thread safe; what it makes is.
 *
 * <p>CEL has no loops; what its macros go through is bounded by {@value #MOST_STEPS} steps.
 */
final class RuleCompiler {
  /*
   * A field that is missing, or a word where a number is wanted, makes CEL's evaluation fail, and
   * "a || b" hides the failure of a only if b is true: that is just the logic of a value that
   * nobody knows. So a failure is the answer UNKNOWN, and never one of the others.
   */
  private static final String STATUS = "status";
  private static final int MOST_STEPS = 1_000;

  private final CelOptions options =
      CelOptions.current()
          .maxExpressionCodePointSize(Rule.MAX_LENGTH)
          .comprehensionMaxIterations(MOST_STEPS)
          .enableHeterogeneousNumericComparisons(true)
          .build();
  private final CelCompiler compiler =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(options)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar(STATUS, MapType.create(SimpleType.STRING, SimpleType.DYN))
          .build();
  private final CelRuntime runtime =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(options).build();

  /**
   * The condition that {@code expression} says.
   *
   * @throws RuleException if it says none
   */
  Condition compile(String expression) {
    if (expression.isBlank()) {
      throw new RuleException(1, 1, "it is empty");
    }
    if (expression.length() > Rule.MAX_LENGTH) {
      throw new RuleException(
          1,
          Rule.MAX_LENGTH + 1,
          "it has " + expression.length() + " characters, allowed are " + Rule.MAX_LENGTH);
    }
    CelAbstractSyntaxTree tree = tree(compiler.compile(expression));
    if (!tree.getResultType().equals(SimpleType.BOOL)) {
      throw new RuleException(
          1, 1, "it does not say yes or no but is a " + tree.getResultType().name());
    }
    try {
      var condition = new CelCondition(runtime.createProgram(tree), fields(tree));
      // Loads the classes now that the first heartbeat would wait for.
      condition.ask(Map.of());
      return condition;
    } catch (CelEvaluationException e) {
      throw new RuleException(1, 1, sentence(e));
    }
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result) {
    if (result.hasError()) {
      CelIssue first = result.getErrors().get(0);
      throw new RuleException(
          Math.max(1, first.getSourceLocation().getLine()),
          Math.max(1, first.getSourceLocation().getColumn() + 1),
          plain(first.getMessage()));
    }
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new RuleException(1, 1, plain(String.valueOf(e.getMessage())));
    }
  }

  /** Without the list of everything that could have stood there, and what ends a sentence. */
  private static String plain(String message) {
    return message
        .replaceFirst(" expecting \\{.*", "")
        .replace("mismatched input '<EOF>'", "it ends too early")
        .replaceFirst(" \\(in container ''\\)", "")
        .replaceFirst("\\.$", "");
  }

  /** The fields of {@code status} that are named: {@code status.x} and {@code status["x"]}. */
  private static Set<String> fields(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .map(CelNavigableExpr::expr)
        .map(RuleCompiler::field)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String field(CelExpr expr) {
    if (expr.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT
        && isStatus(expr.select().operand())) {
      return expr.select().field();
    }
    if (expr.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
        && expr.call().function().equals("_[_]")
        && isStatus(expr.call().args().get(0))
        && expr.call().args().get(1).exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expr.call().args().get(1).constant().getKind() == CelConstant.Kind.STRING_VALUE) {
      return expr.call().args().get(1).constant().stringValue();
    }
    return "";
  }

  private static boolean isStatus(CelExpr expr) {
    return expr.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
        && expr.ident().name().equals(STATUS);
  }

  private static String sentence(CelEvaluationException failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND) {
      return message
          .replaceFirst("evaluation error at <input>:\\d+: ", "")
          .replaceFirst("key '(.*)' is not present in map\\.?", "$1")
          .replaceFirst("(?s)(.*)", "status.$1 is missing");
    }
    if (failure.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND) {
      return message.replaceFirst(
          ".*function '(.*)'\\. Overload candidates.*",
          "$1 is not defined for what the client sent: a word, perhaps, where a number is wanted");
    }
    return message.replaceFirst("evaluation error at <input>:\\d+: ", "");
  }

  private record CelCondition(CelRuntime.Program program, Set<String> fields) implements Condition {
    private static final Finding CLEAR = new Finding(Answer.CLEAR, "");
    private static final Finding RAISED = new Finding(Answer.RAISED, "");

    @Override
    public Finding ask(Map<String, Object> fields) {
      try {
        return Boolean.TRUE.equals(program.eval(Map.of(STATUS, fields))) ? RAISED : CLEAR;
      } catch (CelEvaluationException e) {
        return new Finding(Answer.UNKNOWN, sentence(e));
      }
    }
  }
}
