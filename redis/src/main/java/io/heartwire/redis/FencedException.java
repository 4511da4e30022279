package io.heartwire.redis;

/** The other gateways have counted this one as dead: what it writes changes nothing. */
final class FencedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  FencedException() {
    super(
        "the other gateways have counted this one as dead, and given its clients up: nothing that it"
            + " writes counts until it has begun anew, which it does by itself");
  }
}
