package io.heartwire.gateway.admin;

import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the parameters of a query let through: an item must pass each that is given. */
final class Filter<T> implements Predicate<T> {
  private final Query query;
  private Predicate<T> wanted = item -> true;

  Filter(Query query) {
    this.query = query;
  }

  Filter<T> beginning(String parameter, Function<T, String> value) {
    Optional<String> given = query.text(parameter);
    given.ifPresent(text -> wanted = wanted.and(item -> value.apply(item).startsWith(text)));
    return this;
  }

  Filter<T> equal(String parameter, Function<T, String> value) {
    Optional<String> given = query.text(parameter);
    given.ifPresent(text -> wanted = wanted.and(item -> value.apply(item).equals(text)));
    return this;
  }

  /** Passes items that have the value that is given among theirs. */
  Filter<T> having(String parameter, BiPredicate<T, String> has) {
    Optional<String> given = query.text(parameter);
    given.ifPresent(text -> wanted = wanted.and(item -> has.test(item, text)));
    return this;
  }

  @Override
  public boolean test(T item) {
    return wanted.test(item);
  }
}
