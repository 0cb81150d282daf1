package dev.coracle.kubelet.runtime;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a command in a container is connected to. What the client did not ask for is empty, or swallows what is written.
 *
 * @param tty   whether the client has a terminal, so that stderr is not to be told from stdout
 * @param sizes one JSON object {@code {"Width":W,"Height":H}} after the other, as the terminal changes; empty without a terminal
 */
public record CommandIo(InputStream stdin, OutputStream stdout, OutputStream stderr, boolean tty, InputStream sizes) {}
