package studio.easel.engine.sampling;

/** How well a group of golden cases is met: the worst deviation over its case's tolerance. */
record Fit(int cases, double worst) {
    Fit and(Fit other) {
        return new Fit(cases + other.cases, Math.max(worst, other.worst));
    }

    @Override
    public String toString() {
        return "%3d cases, worst deviation / tolerance %.2f".formatted(cases, worst);
    }
}
