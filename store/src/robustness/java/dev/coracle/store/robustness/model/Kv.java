package dev.coracle.store.robustness.model;

/** A key as etcd shows it. */
public record Kv(String key, String value, long create, long mod, long version, long lease) {

    private static final int SHOWN = 30;

    /** A number that is very likely another one for any other key or content. */
    long fingerprint() {
        long mixed = key.hashCode() * 0x9E3779B97F4A7C15L ^ value.hashCode() * 0xC2B2AE3D27D4EB4FL;
        for (long part : new long[]{create, mod, version, lease}) {
            mixed = (mixed ^ part) * 0xFF51AFD7ED558CCDL;
            mixed ^= mixed >>> 29;
        }
        return mixed;
    }

    @Override
    public String toString() {
        String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…" + value.length();
        return key + "=" + shown + "@" + mod + (lease == 0 ? "" : "~" + lease);
    }
}
