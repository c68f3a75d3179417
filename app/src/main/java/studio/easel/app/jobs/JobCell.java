package studio.easel.app.jobs;

import java.util.OptionalDouble;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Pace;
import studio.easel.app.Words;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;

/** A job in the list; dragged to another place it goes there. */
final class JobCell extends ListCell<Job> {
    private static final PseudoClass TARGET = PseudoClass.getPseudoClass("target");

    private final JobsModel model;
    private final Words words = Words.of(JobCell.class);
    private final Label title = new Label();
    private final Label state = new Label();
    private final Label sentence = new Label();
    private final ProgressBar bar = new ProgressBar();
    private final VBox content = new VBox(title, state, bar, sentence);

    JobCell(JobsModel model, ListView<Job> list) {
        this.model = model;
        title.getStyleClass().add("job-title");
        state.getStyleClass().add("description");
        sentence.getStyleClass().addAll("description", "error");
        sentence.setWrapText(true);
        bar.setMaxWidth(Double.MAX_VALUE);
        content.getStyleClass().add("job");
        content.prefWidthProperty().bind(list.widthProperty().subtract(28));
        content.maxWidthProperty().bind(content.prefWidthProperty());
        model.share().addListener(now -> describe(getItem()));
        model.secondsLeft().addListener(now -> describe(getItem()));
        setOnDragDetected(event -> drag());
        setOnDragOver(this::mayDrop);
        setOnDragEntered(
                event -> pseudoClassStateChanged(TARGET, event.getDragboard().hasString()));
        setOnDragExited(event -> pseudoClassStateChanged(TARGET, false));
        setOnDragDropped(this::drop);
    }

    @Override
    protected void updateItem(@Nullable Job item, boolean empty) {
        super.updateItem(item, empty);
        setText(null);
        setGraphic(empty || item == null ? null : content);
        describe(item);
    }

    private void describe(@Nullable Job job) {
        if (job == null) {
            return;
        }
        boolean running = job.state() == JobState.RUNNING;
        title.setText(job.title());
        state.setText(words(job, running));
        show(bar, running || job.state() == JobState.INTERRUPTED);
        bar.setProgress(running ? model.share().get() : (double) job.made() / job.cells());
        sentence.setText(job.sentence());
        show(sentence, !job.sentence().isEmpty());
        setAccessibleText(job.title() + ". " + state.getText() + " " + job.sentence());
    }

    private static void show(javafx.scene.Node node, boolean whether) {
        node.setVisible(whether);
        node.setManaged(whether);
    }

    private String words(Job job, boolean running) {
        String kind =
                job.kind() == studio.easel.app.queue.Work.Kind.PICTURES
                        ? ""
                        : words.say("kind." + job.kind()) + " · ";
        String made =
                job.state() == JobState.DONE
                        ? words.say("made.all", job.cells())
                        : words.say("made", job.made(), job.cells());
        String time = "";
        OptionalDouble left = model.secondsLeft().get();
        if (running && left.isPresent()) {
            time = " · " + words.say("left", Pace.words(left.getAsDouble()));
        } else if (job.seconds() > 0) {
            time = " · " + words.say("took", Pace.words(job.seconds()));
        }
        return words.say("state." + job.state()) + " · " + kind + made + time;
    }

    // Dragging

    private void drag() {
        if (getItem() != null && !model.readOnly().get()) {
            Dragboard board = startDragAndDrop(TransferMode.MOVE);
            ClipboardContent id = new ClipboardContent();
            id.putString(Long.toString(getItem().id()));
            board.setContent(id);
        }
    }

    private void mayDrop(DragEvent event) {
        if (event.getGestureSource() instanceof JobCell && getItem() != null) {
            event.acceptTransferModes(TransferMode.MOVE);
            event.consume();
        }
    }

    private void drop(DragEvent event) {
        Job here = getItem();
        boolean ours = here != null && event.getGestureSource() instanceof JobCell;
        if (ours) {
            String id = event.getDragboard().getString();
            model.jobs().stream()
                    .filter(job -> Long.toString(job.id()).equals(id))
                    .findFirst()
                    .ifPresent(job -> model.move(job, here.place()));
        }
        event.setDropCompleted(ours);
        event.consume();
    }
}
