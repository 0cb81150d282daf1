/** Certificate signing requests: approving those of kubelets, signing those that are approved, removing old ones. */
@NullMarked
package dev.coracle.controllermanager.certificates;

import org.jspecify.annotations.NullMarked;
