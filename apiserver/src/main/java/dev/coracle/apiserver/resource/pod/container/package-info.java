/** What the containers of a pod must be: the ordinary ones, those that run first, and those that look in later. */
@NullMarked
package dev.coracle.apiserver.resource.pod.container;

import org.jspecify.annotations.NullMarked;
