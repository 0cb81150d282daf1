package dev.coracle.apiserver.admission.cel.library;

/** A value of Kubernetes' own types whose handling costs the more the larger it is. */
public interface Sized {

    /** In the units that costs are reckoned in: the bytes of an address, the length of the expression behind a format. */
    long size();
}
