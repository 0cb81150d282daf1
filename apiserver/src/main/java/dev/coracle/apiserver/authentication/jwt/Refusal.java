package dev.coracle.apiserver.authentication.jwt;

/** Why a token is refused; for the log and for TokenReviews. Holds nothing secret. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private final String why;

    Refusal(String why) {
        super("oidc: " + why, null, false, false);
        this.why = "oidc: " + why;
    }

    String why() {
        return why;
    }
}
