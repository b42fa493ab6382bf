package dev.heddle.tasks;

import dev.heddle.client.tasks.Task;

/**
 * A version of a task as the database keeps it.
 *
 * @param id the task's id; a task that is removed and defined anew has another
 * @param founder who defined its first version
 * @param task the version
 */
record StoredTask(long id, String founder, Task task) {}
