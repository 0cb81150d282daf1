package dev.coracle.apiserver.bootstrap;

/**
 * Something that the server does once after it listens; {@code /readyz} shows it as {@code poststarthook/NAME} and waits for it.
 *
 * @param name under which kube-apiserver knows it, such as {@code rbac/bootstrap-roles}
 * @param task may throw; what it throws is the reason that the check shows, and it is tried again
 */
public record PostStartHook(String name, Runnable task) {}
