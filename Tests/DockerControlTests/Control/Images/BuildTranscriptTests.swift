import Testing

@testable import DockerControl

struct `Transcript of a build` {
    @Test func `lines are put together from parts, and steps are the progress`() {
        var transcript = BuildTranscript()
        #expect(transcript.take(.text("Step 1/4 : FR")).percent == nil)
        #expect(transcript.take(.text("OM busybox\nStep 3/4 : RUN x\r\n")).percent == 50)
        #expect(transcript.take(.text("half")).text == "Step 3/4 : RUN x")
        transcript.finish()
        #expect(transcript.lines == ["Step 1/4 : FROM busybox", "Step 3/4 : RUN x", "half"])
    }

    @Test func `the last two hundred lines are kept, without control characters`() {
        var transcript = BuildTranscript()
        for index in 0..<1_000 { _ = transcript.take(.text("\u{1B}[31mline \(index)\n")) }
        #expect(transcript.lines.count == 200)
        #expect(transcript.lines.last == " [31mline 999")
    }

    @Test(arguments: ["Step 9/4 : x", "Step 0/0 : x", "Step -1/2", "Step 1", "Step 99999999999999999999/1", "Step /"])
    func `what only looks like a step is none`(line: String) {
        var transcript = BuildTranscript()
        #expect(transcript.take(.text(line + "\n")).percent == nil)
    }

    @Test func `a line without an end is broken`() {
        var transcript = BuildTranscript()
        for _ in 0..<100 { _ = transcript.take(.text(String(repeating: "x", count: 100))) }
        #expect(transcript.lines.count == 5 && transcript.lines.allSatisfy { $0.count == 2_000 })
    }

    @Test func `the pull of a base image is told beside the step`() {
        var transcript = BuildTranscript()
        _ = transcript.take(.text("Step 2/2 : FROM x\n"))
        let told = transcript.take(
            .pull(ImageProgress(layer: "a", status: "Downloading", done: 1, total: 1 << 20)))
        #expect(told.percent == 50 && told.text == "base image: 0 of 1 layers, 0.0 of 1.0 MiB")
    }
}
