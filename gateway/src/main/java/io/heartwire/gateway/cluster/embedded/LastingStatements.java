package io.heartwire.gateway.cluster.embedded;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Prepared statements that survive their failures. The driver closes a statement for good when the
 * disk was full as it was executed, and for most other reasons ({@code
 * org.sqlite.core.DB.execute}); these are then prepared anew when they are used next. NOT thread
 * safe, as little as they are.
 */
final class LastingStatements {
  private LastingStatements() {}

  /** {@code connection}, whose prepared statements last as long as it does. */
  static Connection of(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, args) -> {
          if (method.getName().equals("prepareStatement") && args != null && args.length == 1) {
            // Prepared at once: what is wrong with its text is to be told where it stands.
            return lasting(connection, (String) args[0]);
          }
          return call(connection, method, args);
        });
  }

  private static PreparedStatement lasting(Connection connection, String sql) throws SQLException {
    PreparedStatement first = connection.prepareStatement(sql);
    return proxy(
        PreparedStatement.class,
        new InvocationHandler() {
          private PreparedStatement present = first;
          private boolean failed;

          @Override
          public @Nullable Object invoke(Object self, Method method, Object @Nullable [] args)
              throws Throwable {
            if (failed) {
              present.close();
              present = connection.prepareStatement(sql);
              failed = false;
            }
            try {
              return call(present, method, args);
            } catch (SQLException e) {
              failed = true;
              throw e;
            }
          }
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
