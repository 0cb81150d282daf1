/** CustomResourceDefinitions at work: from an accepted definition to resources that are served, and back when it goes. */
@NullMarked
package dev.coracle.apiserver.crd;

import org.jspecify.annotations.NullMarked;
