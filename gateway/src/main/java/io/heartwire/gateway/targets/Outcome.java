package io.heartwire.gateway.targets;

import java.io.IOException;

/** What one look came to. */
sealed interface Outcome {
  /** The target was there. */
  record Seen(Sighting sighting) implements Outcome {}

  /** It was not. */
  record Missed(String why) implements Outcome {}

  /** Nobody could look. */
  record Blind(String why) implements Outcome {}

  /** Lets {@code observer} look once. */
  static Outcome of(Observer observer, Target target) {
    try {
      return new Seen(observer.look(target));
    } catch (CannotLookException e) {
      return new Blind(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Missed(e.getMessage() == null ? e.toString() : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Blind("the gateway is being stopped");
    } catch (RuntimeException e) {
      // An observer of somebody else's must not end the watching.
      return new Blind(observer.name() + " failed, a defect of it: " + e);
    }
  }
}
