package dev.coracle.controllermanager.certificates;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * With what certificates are signed, and for how long.
 *
 * @param authorities by signer; one without an authority signs nothing
 * @param life        of a certificate at most ({@code --cluster-signing-duration})
 */
public record SigningOptions(Map<Signer, Authority> authorities, Duration life) {

    public static final Duration YEAR = Duration.ofHours(8760);
    public static final SigningOptions NONE = new SigningOptions(Map.of(), YEAR);

    /** Two PEM files, read whenever something is signed, so that they may be replaced. */
    public record Authority(Path certificate, Path key) {}

    public SigningOptions {
        authorities = Map.copyOf(authorities);
    }
}
