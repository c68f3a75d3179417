/**
 * Pictures in time: frames into a video or a numbered sequence ({@code FrameSink}), frames out of
 * one ({@code FrameSource}). Videos are written and read in this process by FFmpeg's libraries; no
 * program is started and no network is asked.
 *
 * <p>The libraries are unpacked and loaded when the first video is touched, into the folder that
 * the system property {@code org.bytedeco.javacpp.cachedir} names; without it, into {@code
 * .javacpp} in the user's home. Who starts Easel sets it beforehand.
 */
@NullMarked
package studio.easel.engine.video;

import org.jspecify.annotations.NullMarked;
