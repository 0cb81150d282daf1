/** Pods and nodes in the compact form that deciding needs, compiled once from API objects. */
@NullMarked
package dev.coracle.scheduler.model;

import org.jspecify.annotations.NullMarked;
