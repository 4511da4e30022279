package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Kept;
import io.heartwire.gateway.config.MessagesConfig;
import io.heartwire.gateway.mail.Courier;
import io.heartwire.gateway.mail.Letter;
import io.heartwire.gateway.mail.Outcome;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/clients/{id}/messages} and {@code /api/v1/groups/{group}/messages}: messages to
 * clients. No thread waits for their acknowledgements; one writes the answers.
 */
final class MessagesResource implements AutoCloseable {
  /** What one request may make durable for all clients of a group together. */
  private static final long GROUP_BYTES = 256L << 20;

  private final AdminSources sources;
  private final ObjectMapper json;
  private final Courier courier;
  private final LongSupplier randomIds;
  private final ExecutorService answers;

  MessagesResource(AdminSources sources, ObjectMapper json) {
    this.sources = sources;
    this.json = json;
    this.courier = sources.mail().courier();
    this.randomIds = sources.mail().randomIds();
    // The engine's thread, which completes the stages, must not wait for a reader of an answer.
    var answers =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            sources.threads().apply("heartwire-answers"),
            // After the end of the administration nobody waits for an answer.
            new ThreadPoolExecutor.DiscardPolicy());
    answers.allowCoreThreadTimeOut(true);
    this.answers = answers;
  }

  /**
   * The answer to a message.
   *
   * @param outcome {@code acked} or {@code queued}
   * @param detail of {@code queued}: which gateway holds the client and does not answer
   */
  record Sent(String clientId, String id, String outcome, Optional<String> detail) {}

  /** The answer to a message to a group. */
  record SentToGroup(String group, String id, int clients, int acked, int queued, int refused) {}

  void toClient(Context request) {
    Query.of(request);
    ClientId client = ClientsResource.clientId(request);
    MessagesConfig configured = sources.config().messages();
    Letter letter = MessageBody.read(request, json, configured, randomIds);
    checkDisk();
    request.future(
        () ->
            courier
                .send(client, letter)
                .toCompletableFuture()
                .handleAsync(
                    (outcome, failure) -> {
                      answer(request, client, letter.id(), outcome, failure);
                      return null;
                    },
                    answers));
  }

  private void answer(
      Context request,
      ClientId client,
      String id,
      @Nullable Outcome outcome,
      @Nullable Throwable failure) {
    if (outcome instanceof Outcome.Acked) {
      request.json(new Sent(client.value(), id, "acked", Optional.empty()));
    } else if (outcome instanceof Outcome.Queued queued) {
      request.status(202).json(new Sent(client.value(), id, "queued", queued.trouble()));
    } else {
      Refusal refusal =
          outcome instanceof Outcome.Refused refused
              ? refusal(client, refused.why())
              : notDurable(client, id, failure);
      Problem problem = refusal.problem(request.path());
      request
          .status(problem.status())
          .result(Json.bytes(json, problem))
          .contentType(Problem.MEDIA_TYPE);
    }
  }

  private Refusal refusal(ClientId client, Kept why) {
    MessagesConfig bounds = sources.config().messages();
    if (why instanceof Kept.Full full) {
      return new Refusal(
          429,
          "Too much waits",
          full.messages()
              + " messages of "
              + bounds.waitingMax()
              + " and "
              + full.bytes()
              + " bytes of "
              + bounds.waitingBytes().bytes()
              + " wait for client "
              + client
              + " (messages.waiting-max, messages.waiting-bytes): send it again when it has taken"
              + " some");
    }
    if (why instanceof Kept.Offline) {
      return new Refusal(
          409, "Offline", "client " + client + " is offline: send it again when it is back");
    }
    return Refusal.notFound("client " + client + " was never here: check its spelling");
  }

  /** While the disk refuses, what waits for it must not pile up. */
  private void checkDisk() {
    Optional<String> problem = sources.engine().health().problem();
    if (problem.isPresent()) {
      throw new Refusal(503, "Not durable", problem.get() + "; then send the message again");
    }
  }

  private static Refusal notDurable(ClientId client, String id, @Nullable Throwable failure) {
    return new Refusal(
        503,
        "Not durable",
        "message "
            + id
            + " to client "
            + client
            + " could not be written down ("
            + (failure == null ? "" : failure.getMessage())
            + "): send it again with the same id");
  }

  void toGroup(Context request) {
    Query.of(request);
    String group = request.pathParam("group");
    Letter letter = MessageBody.read(request, json, sources.config().messages(), randomIds);
    checkDisk();
    Set<ClientId> members = courier.members(group);
    if ((long) members.size() * letter.body().size() > GROUP_BYTES) {
      throw new Refusal(
          413,
          "Message too large",
          "group "
              + group
              + " has "
              + members.size()
              + " clients online, and a message of "
              + letter.body().size()
              + " bytes to each is more than "
              + GROUP_BYTES
              + " bytes: shorten it");
    }
    request.future(
        () ->
            courier
                .send(members, letter)
                .toCompletableFuture()
                .thenAcceptAsync(
                    spread ->
                        request.json(
                            new SentToGroup(
                                group,
                                letter.id(),
                                spread.clients(),
                                spread.acked(),
                                spread.queued(),
                                spread.refused())),
                    answers));
  }

  /** Writes what is to be written, then ends. */
  @Override
  public void close() {
    answers.shutdown();
  }
}
