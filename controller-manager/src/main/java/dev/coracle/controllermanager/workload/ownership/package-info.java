/** Who owns what: controller references, adoption and release, and waking an owner when its own change. */
@NullMarked
package dev.coracle.controllermanager.workload.ownership;

import org.jspecify.annotations.NullMarked;
