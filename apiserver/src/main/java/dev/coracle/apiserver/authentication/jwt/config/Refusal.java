package dev.coracle.apiserver.authentication.jwt.config;

/** Why a token is refused; for the log and for TokenReviews. Holds nothing secret. */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private final String why;

    public Refusal(String why) {
        super("oidc: " + why, null, false, false);
        this.why = "oidc: " + why;
    }

    public String why() {
        return why;
    }
}
