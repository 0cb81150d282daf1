/**
 * What the API server itself keeps true, without being asked: threads that follow a resource and come back to its objects. The same work
 * outside the API server belongs to {@code controller-manager}.
 */
@NullMarked
package dev.coracle.apiserver.loop;

import org.jspecify.annotations.NullMarked;
