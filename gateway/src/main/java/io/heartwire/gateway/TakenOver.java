package io.heartwire.gateway;

import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.cluster.SharedSetting;
import io.heartwire.gateway.cluster.SharedSettings;
import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.dispatch.Model;
import io.heartwire.gateway.session.SharedJudging;
import io.heartwire.gateway.targets.Targets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts in force here what was set at any gateway, also before this one was started, or while it was
 * out of touch. NOT thread safe: it is told one thing at a time.
 */
final class TakenOver implements SharedSettings.Follower {
  private static final Logger LOG = LoggerFactory.getLogger(TakenOver.class);

  private final SharedJudging judging;
  private final Dispatcher dispatcher;
  private final Targets targets;

  private TakenOver(SharedJudging judging, Dispatcher dispatcher, Targets targets) {
    this.judging = judging;
    this.dispatcher = dispatcher;
    this.targets = targets;
  }

  /** What is set is in force at {@code gateway} when this returns, and follows from then on. */
  static void begin(Gateway gateway) {
    var judging = new SharedJudging(gateway.sessions(), gateway.levers());
    gateway
        .engine()
        .settings()
        .follow(new TakenOver(judging, gateway.dispatcher(), gateway.targets()));
  }

  @Override
  public void present(List<SharedSetting> all) {
    judging.present(all);
    List<SavedTarget> added = new ArrayList<>();
    for (SharedSetting shared : all) {
      if (shared.kind() == SharedSetting.Kind.TARGET) {
        added.add(new SavedTarget(shared.name(), shared.texts()));
      } else if (shared.kind() == SharedSetting.Kind.MODEL) {
        model(shared);
      }
    }
    targets.restore(added);
  }

  private void model(SharedSetting shared) {
    try {
      Model.of(shared.text(Model.KEY))
          .ifPresentOrElse(
              model -> dispatcher.keep(shared.name(), model),
              () ->
                  LOG.warn(
                      "model '{}' of messages of type '{}' is unknown here: let all gateways run"
                          + " the same version",
                      shared.text(Model.KEY),
                      shared.name()));
    } catch (IllegalStateException e) {
      LOG.warn("a model is set for all gateways, and not in force here: {}", e.getMessage());
    }
  }
}
