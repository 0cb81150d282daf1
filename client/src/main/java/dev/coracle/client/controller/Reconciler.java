package dev.coracle.client.controller;

/** Brings one object to where it should be; never called for the same key by two workers at once. */
@FunctionalInterface
public interface Reconciler {

    /** An exception puts the key back with a growing delay; a conflict or an interruption does so quietly. */
    Result reconcile(String key) throws Exception;
}
