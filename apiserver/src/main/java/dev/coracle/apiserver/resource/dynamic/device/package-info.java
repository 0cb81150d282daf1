/** Devices as claims ask for them and slices offer them: what the kinds of resource.k8s.io have in common. */
@NullMarked
package dev.coracle.apiserver.resource.dynamic.device;

import org.jspecify.annotations.NullMarked;
