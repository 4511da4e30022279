package io.heartwire.wire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random frames of every kind that can be sent, hostile numbers and texts included. */
final class AnyFrame {
  private AnyFrame() {}

  static Arbitrary<Frame> frames() {
    return Arbitraries.oneOf(
        List.of(
            pings(),
            pongs(),
            messages(),
            acks(),
            hellos(),
            welcomes(),
            goodbyes(),
            refusals(),
            renewals()));
  }

  private static Arbitrary<Frame> pings() {
    return Combinators.combine(raw64(), statuses(), numbers(), directives(), numbers())
        .as(Frame.Ping::new);
  }

  private static Arbitrary<Frame> pongs() {
    return Combinators.combine(raw64(), statuses(), directives()).as(Frame.Pong::new);
  }

  private static Arbitrary<Frame> messages() {
    return Combinators.combine(texts(256), texts(128), bytes(20_000), Arbitraries.of(true, false))
        .as(Frame.Message::new);
  }

  private static Arbitrary<Frame> acks() {
    return texts(128).map(Frame.Ack::new);
  }

  private static Arbitrary<Frame> refusals() {
    return Combinators.combine(texts(128), Arbitraries.of(Frame.Refusal.Cause.class))
        .as(Frame.Refusal::new);
  }

  private static Arbitrary<Frame> renewals() {
    return Combinators.combine(texts(8192), numbers()).as(Frame.Renew::new);
  }

  private static Arbitrary<Frame> hellos() {
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(0),
            raw64(),
            Combinators.combine(texts(1024), texts(256), texts(8192), texts(128)).as(List::of),
            numbers(),
            bytes(1024),
            lastDisconnects().optional(),
            texts(64).list().ofMaxSize(16),
            groupVersions())
        .as(
            (version, capabilities, names, wished, token, last, tags, group) ->
                new Frame.Hello(
                    version,
                    capabilities,
                    names.get(0),
                    names.get(1),
                    names.get(2),
                    names.get(3),
                    wished,
                    token,
                    last,
                    tags,
                    group));
  }

  private static Arbitrary<LastDisconnect> lastDisconnects() {
    return Combinators.combine(
            texts(128),
            texts(64),
            numbers(),
            numbers(),
            numbers().injectNull(0.3).map(n -> n == null ? -1L : n),
            numbers().injectNull(0.3).map(n -> n == null ? -1L : n),
            Arbitraries.of(true, false),
            numbers())
        .as(LastDisconnect::new);
  }

  private static Arbitrary<Frame> welcomes() {
    return Combinators.combine(
            texts(128), raw64(), numbers(), numbers(), bytes(1024), numbers(), groupVersions())
        .as(Frame.Welcome::new);
  }

  private static Arbitrary<Frame> goodbyes() {
    return Combinators.combine(
            Arbitraries.of(CloseCode.class),
            texts(1024),
            numbers().injectNull(0.3).map(n -> n == null ? -1L : n),
            texts(256).list().ofMaxSize(16))
        .as(Frame.Goodbye::new);
  }

  static Arbitrary<Status> statuses() {
    Arbitrary<Status> some =
        Combinators.combine(
                doubles(),
                doubles(),
                doubles(),
                texts(64),
                Arbitraries.maps(texts(64), texts(256)).ofMaxSize(32))
            .as(Status::new);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(1, Arbitraries.just(Status.NONE)), net.jqwik.api.Tuple.of(2, some));
  }

  private static Arbitrary<Directives> directives() {
    return Combinators.combine(numbers(), numbers(), numbers()).as(Directives::new);
  }

  private static Arbitrary<GroupVersion> groupVersions() {
    return Combinators.combine(texts(256), numbers()).as(GroupVersion::new);
  }

  private static Arbitrary<OptionalDouble> doubles() {
    return Arbitraries.doubles()
        .optional()
        .map(
            (Optional<Double> value) ->
                value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty());
  }

  static Arbitrary<Long> raw64() {
    return Arbitraries.longs()
        .edgeCases(cases -> cases.add(0L, 1L, 127L, 128L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static Arbitrary<Long> numbers() {
    return Arbitraries.longs()
        .between(0, FieldLimits.MAX_NUMBER)
        .edgeCases(cases -> cases.add(0L, 1L, 127L, 128L, FieldLimits.MAX_NUMBER));
  }

  /** Texts of whole code points, of at most {@code maxBytes} bytes of UTF-8. */
  private static Arbitrary<String> texts(int maxBytes) {
    Arbitrary<Integer> ascii = Arbitraries.integers().between(0, 0x7F);
    Arbitrary<Integer> any =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(point -> point < 0xD800 || point > 0xDFFF);
    return Arbitraries.oneOf(ascii, any)
        .array(int[].class)
        .ofMaxSize(Math.min(maxBytes / 4, 60))
        .map(points -> new String(points, 0, points.length));
  }

  private static Arbitrary<Bytes> bytes(int max) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(max).map(Bytes::copyOf);
  }
}
