package studio.easel.engine.sampling;

/**
 * A step between two sigmas taken in two: down to below the lower one, and back up to it with fresh
 * noise, so that the variance is DDPM's (Ho et al. 2020, eq. 7 with sigmas), or as k-diffusion's
 * eta makes it.
 *
 * @param down where the deterministic part ends, {@code to² / from}; 0 where that is nothing beside
 *     {@code to}
 * @param up the deviation of the fresh noise
 */
record AncestralStep(double down, double up) {
    /**
     * In float32 like the reference, whose difference of squares loses digits where one step spans
     * much noise; DPM2 a asks the network at a level that hangs on them.
     *
     * @param eta how much of the fresh noise there is: 1 for all, 0 for a plain step
     */
    static AncestralStep between(double from, double to, double eta) {
        float above = (float) from * (float) from;
        float below = (float) to * (float) to;
        float whole = (float) Math.sqrt(below * (above - below) / above);
        float up = eta == 1 ? whole : Math.min((float) to, (float) eta * whole);
        return new AncestralStep((float) Math.sqrt(Math.max(0, below - up * up)), up);
    }
}
