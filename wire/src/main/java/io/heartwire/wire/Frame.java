package io.heartwire.wire;

import java.util.List;
import java.util.Optional;

/**
 * What travels on a connection: one record per kind of frame of {@code heartwire.proto}.
 *
 * <p>All are immutable values without reference counts. Their constructors enforce the limits of
 * the protocol with {@link IllegalArgumentException}, so that whatever can be made can be sent; all
 * limits on texts are bytes of UTF-8. Times are milliseconds.
 */
public sealed interface Frame {
  /** The version of the protocol that this code speaks. */
  int PROTOCOL_VERSION = 1;

  /**
   * "Are you there?" The peer answers at once with a {@link Pong} of the same sequence.
   *
   * @param sequence chosen by the sender, any 64 bits
   * @param status from a client: how it is; {@link Status#NONE} if it does not say
   * @param intervalMs from a client: it beats at this interval from now on; 0: as before
   * @param directives from a server: what to change; {@link Directives#NONE} if nothing
   * @param groupVersion from a client: the version of its group's data that it has; 0: as before
   */
  record Ping(
      long sequence, Status status, long intervalMs, Directives directives, long groupVersion)
      implements Frame {
    public Ping {
      FieldLimits.checkNumber("ping.interval_ms", intervalMs);
      FieldLimits.checkNumber("ping.group_version", groupVersion);
    }

    /** A ping that names no version. */
    public Ping(long sequence, Status status, long intervalMs, Directives directives) {
      this(sequence, status, intervalMs, directives, 0);
    }

    /** A ping that only asks. */
    public Ping(long sequence) {
      this(sequence, Status.NONE, 0, Directives.NONE);
    }

    /** True if it only asks. */
    public boolean isBare() {
      return groupVersion == 0 && isBareButForGroup();
    }

    /** True if it only asks, but for the version that it may name. */
    public boolean isBareButForGroup() {
      return intervalMs == 0 && status.isEmpty() && directives.isEmpty();
    }
  }

  /**
   * The answer to a {@link Ping}.
   *
   * @param sequence the ping's
   * @param status from a client: how it is; {@link Status#NONE} if it does not say
   * @param directives from a server: what to change; {@link Directives#NONE} if nothing
   */
  record Pong(long sequence, Status status, Directives directives) implements Frame {
    /** A pong that only answers. */
    public Pong(long sequence) {
      this(sequence, Status.NONE, Directives.NONE);
    }

    /** True if it only answers. */
    public boolean isBare() {
      return status.isEmpty() && directives.isEmpty();
    }
  }

  /**
   * An application's message.
   *
   * @param type what it is about, at most {@value #MAX_TYPE_BYTES} bytes
   * @param id the sender's name for it, at most {@value #MAX_ID_BYTES} bytes; may be empty if no
   *     acknowledgement is wanted
   * @param body the content, bounded by the frame limit of the listener
   * @param ackWanted true if the receiver is to answer with an {@link Ack}
   */
  record Message(String type, String id, Bytes body, boolean ackWanted) implements Frame {
    /** The longest type, in bytes of UTF-8. */
    public static final int MAX_TYPE_BYTES = 256;

    /** The longest id, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = 128;

    public Message {
      FieldLimits.checkText("message.type", type, MAX_TYPE_BYTES);
      FieldLimits.checkText("message.id", id, MAX_ID_BYTES);
    }
  }

  /**
   * "I have taken charge of your message."
   *
   * @param id the message's
   */
  record Ack(String id) implements Frame {
    public Ack {
      FieldLimits.checkText("ack.id", id, Message.MAX_ID_BYTES);
    }
  }

  /**
   * The login: a client's first frame, once per connection.
   *
   * @param protocolVersion the version it speaks
   * @param capabilities one bit for each optional ability; none is defined yet
   * @param clientId as sent, not checked yet: see {@link io.heartwire.core.liveness.ClientId}; at
   *     most {@value #MAX_CLIENT_ID_BYTES} bytes
   * @param user the account behind it, or empty; at most {@value #MAX_USER_BYTES} bytes
   * @param credential what proves it, or empty; at most {@value #MAX_CREDENTIAL_BYTES} bytes
   * @param clientVersion name and version of its software, at most {@value #MAX_VERSION_BYTES}
   *     bytes
   * @param wishedIntervalMs the interval it would like; 0: no wish
   * @param resumeToken of the previous {@link Welcome}, at most {@value #MAX_TOKEN_BYTES} bytes
   * @param lastDisconnect how its previous connection ended
   * @param tags words to find the client by, at most {@value #MAX_TAGS} of {@value #MAX_TAG_BYTES}
   *     bytes
   * @param groupData the data of its group that it still has from its last session
   */
  record Hello(
      int protocolVersion,
      long capabilities,
      String clientId,
      String user,
      String credential,
      String clientVersion,
      long wishedIntervalMs,
      Bytes resumeToken,
      Optional<LastDisconnect> lastDisconnect,
      List<String> tags,
      GroupVersion groupData)
      implements Frame {
    /**
     * More than a valid client id may have, so that a long one can be refused as such, not as a
     * malformed frame.
     */
    public static final int MAX_CLIENT_ID_BYTES = 1024;

    /** The longest user, in bytes of UTF-8. */
    public static final int MAX_USER_BYTES = 256;

    /** The longest credential, in bytes of UTF-8. */
    public static final int MAX_CREDENTIAL_BYTES = 8192;

    /** The longest client version, in bytes of UTF-8. */
    public static final int MAX_VERSION_BYTES = 128;

    /** The longest resume token, in bytes. */
    public static final int MAX_TOKEN_BYTES = 1024;

    /** The most tags. */
    public static final int MAX_TAGS = 16;

    /** The longest tag, in bytes of UTF-8. */
    public static final int MAX_TAG_BYTES = 64;

    /** No valid login is larger than this: a frame limit for connections not logged in. */
    public static final int MAX_FRAME_BYTES = 16_384;

    public Hello {
      FieldLimits.checkNumber("hello.protocol_version", protocolVersion);
      FieldLimits.checkText("hello.client_id", clientId, MAX_CLIENT_ID_BYTES);
      FieldLimits.checkText("hello.user", user, MAX_USER_BYTES);
      FieldLimits.checkText("hello.credential", credential, MAX_CREDENTIAL_BYTES);
      FieldLimits.checkText("hello.client_version", clientVersion, MAX_VERSION_BYTES);
      FieldLimits.checkNumber("hello.wished_interval_ms", wishedIntervalMs);
      FieldLimits.checkSize("hello.resume_token", resumeToken.size(), MAX_TOKEN_BYTES);
      FieldLimits.checkCount("hello.tags", tags.size(), MAX_TAGS);
      tags = List.copyOf(tags);
      for (String tag : tags) {
        FieldLimits.checkText("hello.tags", tag, MAX_TAG_BYTES);
      }
    }

    /** The login of a client without tags and without data of a group. */
    public Hello(
        int protocolVersion,
        long capabilities,
        String clientId,
        String user,
        String credential,
        String clientVersion,
        long wishedIntervalMs,
        Bytes resumeToken,
        Optional<LastDisconnect> lastDisconnect) {
      this(
          protocolVersion,
          capabilities,
          clientId,
          user,
          credential,
          clientVersion,
          wishedIntervalMs,
          resumeToken,
          lastDisconnect,
          List.of(),
          GroupVersion.NONE);
    }

    /** The login of a client in the present protocol version, with a credential or "". */
    public static Hello of(String clientId, String credential) {
      return new Hello(
          PROTOCOL_VERSION, 0, clientId, "", credential, "", 0, Bytes.EMPTY, Optional.empty());
    }

    /** Without the secrets. */
    @Override
    public String toString() {
      return "Hello[protocolVersion="
          + protocolVersion
          + ", clientId="
          + clientId
          + ", user="
          + user
          + ", credential of "
          + credential.length()
          + " characters, clientVersion="
          + clientVersion
          + ", wishedIntervalMs="
          + wishedIntervalMs
          + ", lastDisconnect="
          + lastDisconnect
          + ", tags="
          + tags
          + ", groupData="
          + groupData
          + "]";
    }
  }

  /**
   * The server's answer to a {@link Hello} that it accepts.
   *
   * @param sessionId the name of this session, at most {@value #MAX_SESSION_BYTES} bytes
   * @param epoch of two sessions of one client the newer has the greater epoch, compared unsigned
   * @param intervalMs the client says something at least this often
   * @param timeoutMs after this silence the server declares it dead
   * @param resumeToken to be presented at the next login, at most {@value Hello#MAX_TOKEN_BYTES}
   *     bytes
   * @param serverTimeMs the server's wall clock, since 1970-01-01T00:00:00Z
   * @param groupData the client's group, and the version of its data; what the client has of
   *     another group or version is stale
   */
  record Welcome(
      String sessionId,
      long epoch,
      long intervalMs,
      long timeoutMs,
      Bytes resumeToken,
      long serverTimeMs,
      GroupVersion groupData)
      implements Frame {
    /** The longest session id, in bytes of UTF-8. */
    public static final int MAX_SESSION_BYTES = 128;

    public Welcome {
      FieldLimits.checkText("welcome.session_id", sessionId, MAX_SESSION_BYTES);
      FieldLimits.checkNumber("welcome.interval_ms", intervalMs);
      FieldLimits.checkNumber("welcome.timeout_ms", timeoutMs);
      FieldLimits.checkSize("welcome.resume_token", resumeToken.size(), Hello.MAX_TOKEN_BYTES);
      FieldLimits.checkNumber("welcome.server_time_ms", serverTimeMs);
    }

    /** A welcome that names no group. */
    public Welcome(
        String sessionId,
        long epoch,
        long intervalMs,
        long timeoutMs,
        Bytes resumeToken,
        long serverTimeMs) {
      this(sessionId, epoch, intervalMs, timeoutMs, resumeToken, serverTimeMs, GroupVersion.NONE);
    }
  }

  /**
   * The last frame before its sender closes the connection.
   *
   * @param code the cause, and with it what to do next
   * @param detail the same in words, at most {@value #MAX_DETAIL_BYTES} bytes
   * @param retryAfterMs do not come back earlier; -1: no wish
   * @param endpoints where to come back, {@code host:port}, best first; empty: where you were. At
   *     most {@value #MAX_ENDPOINTS} of {@value #MAX_ENDPOINT_BYTES} bytes
   */
  record Goodbye(CloseCode code, String detail, long retryAfterMs, List<String> endpoints)
      implements Frame {
    /** The longest detail, in bytes of UTF-8. */
    public static final int MAX_DETAIL_BYTES = 1024;

    /** The most endpoints. */
    public static final int MAX_ENDPOINTS = 16;

    /** The longest endpoint, in bytes of UTF-8. */
    public static final int MAX_ENDPOINT_BYTES = 256;

    public Goodbye {
      FieldLimits.checkText("goodbye.detail", detail, MAX_DETAIL_BYTES);
      FieldLimits.checkNumber("goodbye.retry_after_ms", Math.max(0, retryAfterMs));
      retryAfterMs = Math.max(-1, retryAfterMs);
      FieldLimits.checkCount("goodbye.endpoints", endpoints.size(), MAX_ENDPOINTS);
      endpoints = List.copyOf(endpoints);
      for (String endpoint : endpoints) {
        FieldLimits.checkText("goodbye.endpoints", endpoint, MAX_ENDPOINT_BYTES);
      }
    }

    /** A goodbye without wishes; a detail that is too long is cut. */
    public static Goodbye of(CloseCode code, String detail) {
      return new Goodbye(code, FieldLimits.cut(detail, MAX_DETAIL_BYTES), -1, List.of());
    }
  }

  /**
   * "I have not taken charge of your message": in the place of an {@link Ack}.
   *
   * @param id the message's
   * @param cause why not
   */
  record Refusal(String id, Cause cause) implements Frame {
    /** Why a message was not taken. */
    public enum Cause {
      /** It was not said, or is of a later version. */
      UNSPECIFIED(0),
      /** There was no room, and nobody has looked at it: send it again later. */
      BUSY(1),
      /** Who should have dealt with it failed, or was not done in time. */
      FAILED(2);

      private final int number;

      Cause(int number) {
        this.number = number;
      }

      static Cause of(long number) {
        return number == BUSY.number ? BUSY : number == FAILED.number ? FAILED : UNSPECIFIED;
      }

      int number() {
        return number;
      }
    }

    public Refusal {
      FieldLimits.checkText("refusal.id", id, Message.MAX_ID_BYTES);
    }
  }

  /**
   * From a server: "what you proved who you are with runs out." From a client: something newer.
   *
   * @param credential from a client, at most {@value Hello#MAX_CREDENTIAL_BYTES} bytes
   * @param expiresInMs from a server: in how long the present one runs out
   */
  record Renew(String credential, long expiresInMs) implements Frame {
    public Renew {
      FieldLimits.checkText("renew.credential", credential, Hello.MAX_CREDENTIAL_BYTES);
      FieldLimits.checkNumber("renew.expires_in_ms", expiresInMs);
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return "Renew[" + credential.length() + " characters, expiresInMs=" + expiresInMs + "]";
    }
  }

  /**
   * A frame of a later version: receivers ignore it.
   *
   * @param field its number in {@code Frame}; 0 if the frame was empty
   */
  record Unknown(int field) implements Frame {}
}
