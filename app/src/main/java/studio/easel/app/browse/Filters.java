package studio.easel.app.browse;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.easel.app.gallery.GalleryQuery;
import studio.easel.app.gallery.GalleryQuery.Order;

/** What is looked for, as it stands in the search field and on the chips beside it. */
public final class Filters {
    /** How far back pictures go. */
    public enum Since {
        EVER(-1),
        TODAY(0),
        WEEK(6),
        MONTH(30),
        YEAR(365);

        private final int days;

        Since(int days) {
            this.days = days;
        }
    }

    private final StringProperty text = new SimpleStringProperty("");
    private final StringProperty model = new SimpleStringProperty("");
    private final StringProperty sampler = new SimpleStringProperty("");
    private final ObjectProperty<Since> since = new SimpleObjectProperty<>(Since.EVER);
    private final IntegerProperty leastStars = new SimpleIntegerProperty();
    private final BooleanProperty problems = new SimpleBooleanProperty();
    private final ObjectProperty<Order> order = new SimpleObjectProperty<>(Order.NEWEST);

    Filters() {}

    /** As {@link GalleryQuery#parse} reads it. */
    public StringProperty text() {
        return text;
    }

    /** Empty for all, as is the sampler. */
    public StringProperty model() {
        return model;
    }

    public StringProperty sampler() {
        return sampler;
    }

    public ObjectProperty<Since> since() {
        return since;
    }

    /** 0 for all. */
    public IntegerProperty leastStars() {
        return leastStars;
    }

    /** Whether only files that cannot be read are wanted. */
    public BooleanProperty problems() {
        return problems;
    }

    public ObjectProperty<Order> order() {
        return order;
    }

    /** Looks for everything again. */
    public void clear() {
        text.set("");
        model.set("");
        sampler.set("");
        since.set(Since.EVER);
        leastStars.set(0);
        problems.set(false);
    }

    List<Observable> all() {
        return List.of(text, model, sampler, since, leastStars, problems, order);
    }

    /** A chip says more than the same thing typed. */
    GalleryQuery query(LocalDate today) {
        GalleryQuery typed = GalleryQuery.parse(text.get());
        Optional<LocalDate> after =
                since.get() == Since.EVER
                        ? typed.after()
                        : Optional.of(today.minusDays(since.get().days));
        return new GalleryQuery(
                typed.words(),
                typed.without(),
                typed.negative(),
                model.get().isEmpty() ? typed.model() : model.get(),
                sampler.get().isEmpty() ? typed.sampler() : sampler.get(),
                typed.seed(),
                after,
                typed.before(),
                Math.max(typed.leastStars(), leastStars.get()),
                problems.get(),
                order.get(),
                typed.unwanted());
    }
}
