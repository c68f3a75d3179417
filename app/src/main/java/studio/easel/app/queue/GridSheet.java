package studio.easel.app.queue;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Resampling;
import studio.easel.engine.picture.Resize;

/**
 * All pictures of a grid on one sheet: columns are x, rows y, one block below the other z, with the
 * values written beside them. Pictures are drawn smaller where the sheet would be larger than Easel
 * reads.
 */
final class GridSheet {
    private static final Logger LOG = LoggerFactory.getLogger(GridSheet.class);
    private static final double MOST_PIXELS = 60_000_000;
    private static final int GAP = 4;
    private static final int MARGIN = 12;
    private static final int MOST_LINES = 6;

    private final Work work;
    private final List<Cell> cells;
    private final List<String> columns;
    private final List<String> rows;
    private final List<String> blocks;
    private final int width;
    private final int height;
    private final int fontSize;
    private final int left;
    private final int top;
    private final int title;

    GridSheet(Work work) {
        this.work = work;
        this.cells = work.cells();
        this.columns = work.columnLabels();
        this.rows = work.rowLabels();
        this.blocks = work.blockLabels();
        int widest = 1;
        int highest = 1;
        for (Cell cell : cells) {
            ImageSize size = size(cell);
            widest = Math.max(widest, size.width());
            highest = Math.max(highest, size.height());
        }
        double count = (double) columns.size() * rows.size() * blocks.size();
        // Labels take a fifth at most, roughly.
        double scale = Math.min(1, Math.sqrt(MOST_PIXELS * 0.75 / (count * widest * highest)));
        this.width = Math.max(8, (int) (widest * scale));
        this.height = Math.max(8, (int) (highest * scale));
        this.fontSize = Math.max(8, Math.min(28, width / 18));
        this.left = rows.size() > 1 ? Math.max(64, width / 3) + MARGIN : 0;
        this.top = columns.size() > 1 ? MOST_LINES * fontSize : 0;
        this.title = blocks.size() > 1 ? 2 * fontSize : 0;
    }

    private static ImageSize size(Cell cell) {
        return cell.record()
                .request()
                .hires()
                .map(it -> it.size())
                .orElse(cell.record().request().size());
    }

    /**
     * The sheet of the pictures in {@code files}, by cell; what is missing or damaged stays grey.
     */
    RgbImage draw(Map<Integer, Path> files) {
        int blockHeight = title + top + rows.size() * (height + GAP);
        BufferedImage sheet =
                new BufferedImage(
                        left + columns.size() * (width + GAP),
                        blocks.size() * blockHeight,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        try {
            pen.setColor(Color.WHITE);
            pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            for (Cell cell : cells) {
                int x = left + cell.x() * (width + GAP);
                int y = cell.z() * blockHeight + title + top + cell.y() * (height + GAP);
                drawCell(sheet, pen, files.get(cell.index()), x, y);
            }
            drawLabels(pen, blockHeight);
        } finally {
            pen.dispose();
        }
        int[] argb =
                sheet.getRGB(0, 0, sheet.getWidth(), sheet.getHeight(), null, 0, sheet.getWidth());
        return RgbImage.ofArgb(sheet.getWidth(), sheet.getHeight(), argb);
    }

    private void drawCell(BufferedImage sheet, Graphics2D pen, @Nullable Path file, int x, int y) {
        pen.setColor(Color.LIGHT_GRAY);
        pen.fillRect(x, y, width, height);
        if (file == null) {
            return;
        }
        try {
            RgbImage whole = PngFile.read(file).image();
            double scale =
                    Math.min(
                            1,
                            Math.min(
                                    (double) width / whole.width(),
                                    (double) height / whole.height()));
            int wide = Math.max(1, (int) Math.round(whole.width() * scale));
            int high = Math.max(1, (int) Math.round(whole.height() * scale));
            RgbImage fitted =
                    scale == 1 ? whole : new Resize(wide, high, Resampling.LANCZOS).of(whole);
            sheet.setRGB(
                    x + (width - wide) / 2,
                    y + (height - high) / 2,
                    wide,
                    high,
                    fitted.argb(),
                    0,
                    wide);
        } catch (EaselException e) {
            LOG.warn(
                    "A picture is missing in the sheet of \"{}\": {}",
                    work.title(),
                    e.getMessage());
        }
    }

    private void drawLabels(Graphics2D pen, int blockHeight) {
        try {
            pen.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, fontSize));
            pen.setColor(Color.BLACK);
            for (int z = 0; z < blocks.size(); z++) {
                int block = z * blockHeight;
                if (title > 0) {
                    drawText(
                            pen,
                            blocks.get(z),
                            0,
                            block,
                            left + columns.size() * (width + GAP),
                            title);
                }
                for (int x = 0; top > 0 && x < columns.size(); x++) {
                    drawText(
                            pen,
                            columns.get(x),
                            left + x * (width + GAP),
                            block + title,
                            width,
                            top);
                }
                for (int y = 0; left > 0 && y < rows.size(); y++) {
                    int row = block + title + top + y * (height + GAP);
                    drawText(pen, rows.get(y), 0, row, left - MARGIN, height);
                }
            }
        } catch (RuntimeException | LinkageError | InternalError e) {
            // A bare system has no fonts at all; the pictures still say how they were made.
            LOG.warn("The sheet has no labels: this system has no fonts ({}).", e.toString());
        }
    }

    /** In the middle of a box, in as many lines as fit. */
    private void drawText(Graphics2D pen, String text, int x, int y, int wide, int high) {
        FontMetrics metrics = pen.getFontMetrics();
        int most = Math.max(1, Math.min(MOST_LINES, high / metrics.getHeight()));
        List<String> lines = lines(text, metrics, wide - GAP);
        if (lines.size() > most) {
            lines = new ArrayList<>(lines.subList(0, most));
            lines.set(most - 1, lines.get(most - 1) + "\u2026");
        }
        int line = y + (high - lines.size() * metrics.getHeight()) / 2 + metrics.getAscent();
        for (String words : lines) {
            pen.drawString(words, x + Math.max(0, (wide - metrics.stringWidth(words)) / 2), line);
            line += metrics.getHeight();
        }
    }

    /** At spaces where there are any, elsewhere where the line is full. */
    private static List<String> lines(String text, FontMetrics metrics, int wide) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            int end = rest.length();
            while (end > 1 && metrics.stringWidth(rest.substring(0, end)) > wide) {
                end--;
            }
            int space = rest.lastIndexOf(' ', end);
            int cut = end == rest.length() || space <= 0 ? end : space;
            lines.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        return lines;
    }
}
