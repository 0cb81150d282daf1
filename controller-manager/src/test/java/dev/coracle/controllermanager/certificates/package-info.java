@NullMarked
package dev.coracle.controllermanager.certificates;

import org.jspecify.annotations.NullMarked;
