package studio.easel.app.queue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import studio.easel.app.files.EaselRecord;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/** Jobs for tests, and an engine that paints noise. */
public final class Records {
    public static final Provenance STARTER =
            new Provenance("starter", "0123456789abcdef".repeat(4), "0.1.0", "", "");

    private Records() {}

    public static GenerationRequest request(String prompt, int count) {
        return new GenerationRequest(
                prompt,
                "",
                new ImageSize(64, 64),
                10,
                7,
                SamplerName.EULER,
                SigmaSpacing.KARRAS,
                0,
                42,
                count);
    }

    public static EaselRecord of(String prompt, int count) {
        return EaselRecord.of(request(prompt, count), STARTER);
    }

    /** Another program's hand in the queue of {@code folder}: what it does is there at once. */
    public static void inDatabase(Path folder, String sql) {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What an order asks for, as noise of its seed. */
    public static GeneratedImage painted(Order order) {
        GenerationRequest request = order.request();
        byte[] rgb = new byte[request.size().width() * request.size().height() * 3];
        new Random(request.seed() + request.steps()).nextBytes(rgb);
        return new GeneratedImage(
                new RgbImage(request.size().width(), request.size().height(), rgb),
                request,
                order.record().provenance());
    }
}
