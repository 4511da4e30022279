package io.heartwire.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptErrorsTest {
  @Test
  void areCountedAndLeaveThePauseToTheAcceptor() {
    TransportCounters counters = new TransportCounters();
    List<Throwable> passedOn = new ArrayList<>();
    EmbeddedChannel server =
        new EmbeddedChannel(
            new AcceptErrors("tcp", counters),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                passedOn.add(cause);
              }
            });
    IOException noDescriptors = new IOException("accept(..) failed: Too many open files");

    server.pipeline().fireExceptionCaught(noDescriptors);

    assertThat(counters.acceptErrors()).isOne();
    assertThat(passedOn).containsExactly(noDescriptors);
    assertThat(server.isOpen()).isTrue();
  }
}
