package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.apiserver.admission.cel.library.Functions.Arg;
import java.net.URI;
import java.util.List;

/** The types that Kubernetes' functions take and give. */
final class Types {

    static final CelType QUANTITY_TYPE = OpaqueType.create("kubernetes.Quantity");
    static final CelType IP_TYPE = OpaqueType.create("net.IP");
    static final CelType CIDR_TYPE = OpaqueType.create("net.CIDR");
    static final CelType URL_TYPE = OpaqueType.create("kubernetes.URL");
    static final CelType SEMVER_TYPE = OpaqueType.create("kubernetes.Semver");
    static final CelType FORMAT_TYPE = OpaqueType.create("kubernetes.NamedFormat");

    static final Arg STRING = new Arg(SimpleType.STRING, String.class);
    static final Arg INT = new Arg(SimpleType.INT, Long.class);
    static final Arg BOOL = new Arg(SimpleType.BOOL, Boolean.class);
    static final Arg DYN = new Arg(SimpleType.DYN, Object.class);
    static final Arg LIST = new Arg(ListType.create(SimpleType.DYN), List.class);
    static final Arg QUANTITY = new Arg(QUANTITY_TYPE, Quantity.class);
    static final Arg IP = new Arg(IP_TYPE, NetworkFunctions.Ip.class);
    static final Arg CIDR = new Arg(CIDR_TYPE, NetworkFunctions.Cidr.class);
    static final Arg URL = new Arg(URL_TYPE, URI.class);
    static final Arg SEMVER = new Arg(SEMVER_TYPE, SemverFunctions.Semver.class);
    static final Arg FORMAT = new Arg(FORMAT_TYPE, FormatFunctions.NamedFormat.class);

    private Types() {}
}
