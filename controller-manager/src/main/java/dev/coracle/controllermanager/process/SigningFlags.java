package dev.coracle.controllermanager.process;

import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.controllermanager.certificates.Signer;
import dev.coracle.controllermanager.certificates.SigningOptions;
import dev.coracle.controllermanager.certificates.SigningOptions.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The flags {@code --cluster-signing-*}: one authority for all signers, or one each. */
final class SigningFlags {

    private record Files(Flag<String> certificate, Flag<String> key) {

        static Files declare(FlagSet flags, String prefix, String what) {
            return new Files(
                    flags.string(prefix + "-cert-file", "", "Certificate of the authority that signs " + what + "."),
                    flags.string(prefix + "-key-file", "", "Its key."));
        }

        boolean given() {
            return !certificate.get().isEmpty() || !key.get().isEmpty();
        }

        Authority authority() {
            if (certificate.get().isEmpty() || key.get().isEmpty()) {
                throw new IllegalArgumentException(
                        "--" + certificate.name() + " and --" + key.name() + " must both be given");
            }
            return new Authority(Path.of(certificate.get()), Path.of(key.get()));
        }
    }

    private final Files all;
    private final Map<Signer, Files> each = new EnumMap<>(Signer.class);
    private final Flag<Duration> life;

    SigningFlags(FlagSet flags) {
        all = Files.declare(flags, "cluster-signing", "certificates");
        for (Signer signer : Signer.values()) {
            each.put(signer, Files.declare(flags, "cluster-signing-" + signer.flag(), "for " + signer.signerName()));
        }
        life = flags.duration("cluster-signing-duration", SigningOptions.YEAR, "How long certificates are valid.");
    }

    /** @throws IllegalArgumentException for a certificate without its key, or one authority for all beside one for some */
    SigningOptions options() {
        Map<Signer, Authority> authorities = new EnumMap<>(Signer.class);
        boolean some = each.values().stream().anyMatch(Files::given);
        if (some && all.given()) {
            throw new IllegalArgumentException("cannot specify --cluster-signing-{cert,key}-file and other "
                    + "--cluster-signing-*-file flags at the same time");
        }
        each.forEach((signer, files) -> {
            if (files.given() || all.given()) {
                authorities.put(signer, files.given() ? files.authority() : all.authority());
            }
        });
        return new SigningOptions(authorities, life.get());
    }
}
