package dev.coracle.scheduler.model;

/** A port of the node that a pod wants for itself. */
public record HostPort(String ip, String protocol, int port) {

    private static final String ANY = "0.0.0.0";

    public HostPort {
        ip = ip.isEmpty() ? ANY : ip;
        protocol = protocol.isEmpty() ? "TCP" : protocol;
    }

    /** The same port on the same address, where the address of all stands for each. */
    public boolean conflicts(HostPort other) {
        return port == other.port && protocol.equals(other.protocol)
                && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
    }
}
