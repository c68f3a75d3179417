package studio.easel.app.shelf;

import java.util.Optional;
import studio.easel.models.InstalledModel;
import studio.easel.models.passport.Passport;

/**
 * A model on the shelf.
 *
 * @param passport what is known of it so far: nothing, then everything but its fingerprint, then
 *     that as well
 */
public record Listed(InstalledModel model, Optional<Passport> passport) {
    Listed with(Passport known) {
        return new Listed(model, Optional.of(known));
    }
}
