package studio.easel.app;

/**
 * Where the log goes. {@code logback.xml} reads the system property when the first logger is made.
 */
public final class LogFile {
    private static final String PROPERTY = "easel.log";

    private LogFile() {}

    /** Sends the log to the state folder, unless the property names a file already. */
    public static void in(Folders folders) {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, folders.state().resolve("easel.log").toString());
        }
    }
}
