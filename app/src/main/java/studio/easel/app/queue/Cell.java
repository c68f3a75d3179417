package studio.easel.app.queue;

import studio.easel.app.files.EaselRecord;

/**
 * One picture of a job.
 *
 * @param index in the order they are made, from 0
 * @param x its column in the sheet, from 0
 * @param y its row in a block
 * @param z its block
 * @param record of this picture alone: its seed, count 1
 */
public record Cell(int index, int x, int y, int z, EaselRecord record) {}
