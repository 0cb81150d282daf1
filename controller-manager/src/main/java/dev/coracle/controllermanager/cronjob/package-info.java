/** CronJobs: a Job each time the clock says so. */
@NullMarked
package dev.coracle.controllermanager.cronjob;

import org.jspecify.annotations.NullMarked;
