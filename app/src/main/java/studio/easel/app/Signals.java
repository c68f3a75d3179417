package studio.easel.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Hears the system's requests to end. By reflection, since {@code sun.misc} is promised to nobody:
 * where it is missing the program ends as it would anyway.
 */
public final class Signals {
    private Signals() {}

    /**
     * Runs {@code action}, on a thread of its own, whenever the signal comes, in place of what Java
     * does then; for {@code TERM}, {@code INT} and {@code HUP} that is to end at once. Does nothing
     * where the platform has no such signal.
     *
     * @param name without its {@code SIG}: {@code TERM}
     */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            running(action));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException none) {
            return; // No such signal here, or Java was told (-Xrs) to leave signals alone.
        }
    }

    private static InvocationHandler running(Runnable action) {
        return (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(action, arguments);
            }
            action.run();
            return null;
        };
    }
}
