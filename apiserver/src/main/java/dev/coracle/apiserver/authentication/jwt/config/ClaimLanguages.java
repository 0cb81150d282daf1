package dev.coracle.apiserver.authentication.jwt.config;

import dev.cel.bundle.Cel;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.coracle.apiserver.access.StructTypes;
import dev.coracle.apiserver.admission.cel.language.Environment;
import java.util.Map;

/** What expressions may speak of: {@code claims}, a token's, or {@code user}, whom they made. */
final class ClaimLanguages {

    private static final CelType STRINGS = ListType.create(SimpleType.STRING);

    private ClaimLanguages() {}

    /** CEL's machinery takes half a second to start; who has no expressions never does. */
    private static final class Claims {
        static final Cel LANGUAGE = Environment.of(Map.of("claims", MapType.create(SimpleType.STRING, SimpleType.DYN)));
    }

    private static final class User {
        static final StructType TYPE = StructTypes.struct("kubernetes.UserInfo", Map.of("username", SimpleType.STRING,
                "uid", SimpleType.STRING, "groups", STRINGS, "extra", MapType.create(SimpleType.STRING, STRINGS)));
        static final Cel LANGUAGE = Environment.of(Map.of("user", TYPE), StructTypes.of(TYPE));
    }

    static Cel claims() {
        return Claims.LANGUAGE;
    }

    static Cel user() {
        return User.LANGUAGE;
    }
}
