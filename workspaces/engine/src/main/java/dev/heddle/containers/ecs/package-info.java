/**
 * Containers as tasks of Amazon ECS, volumes as access points of Amazon EFS: {@link
 * dev.heddle.containers.ecs.EcsEngine}.
 */
package dev.heddle.containers.ecs;
