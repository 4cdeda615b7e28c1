import Testing

@testable import DockerControl

struct `Progress of a pull` {
    private func told(_ words: [(layer: String?, status: String, done: UInt64?, total: UInt64?)]) -> [Int?] {
        var progress = PullProgress()
        return words.map { word in
            progress.take(
                ImageProgress(layer: word.layer, status: word.status, done: word.done, total: word.total)
            ).percent
        }
    }

    @Test func `layers count by their size, and unpacking is a quarter of the work`() {
        let percents = told([
            (nil, "Pulling from library/x", nil, nil), ("a", "Pulling fs layer", nil, nil),
            ("b", "Pulling fs layer", nil, nil), ("a", "Downloading", 50, 100), ("a", "Download complete", nil, nil),
            ("b", "Downloading", 0, 300), ("b", "Downloading", 300, 300), ("a", "Extracting", 100, 100),
            ("a", "Pull complete", nil, nil), ("b", "Pull complete", nil, nil), (nil, "Status: Downloaded", nil, nil),
        ])
        #expect(percents == [nil, 0, 0, 18, 37, 37, 75, 81, 81, 99, 99])
    }

    @Test func `it never goes back, and tells of bytes in words`() {
        var progress = PullProgress()
        _ = progress.take(ImageProgress(layer: "a", status: "Downloading", done: 1 << 20, total: 1 << 20))
        let next = progress.take(ImageProgress(layer: "b", status: "Downloading", done: 0, total: 1 << 40))
        #expect(next.percent == 75)
        #expect(next.text == "0 of 2 layers, 1.0 of 1048577.0 MiB")
    }

    @Test func `numbers that make no sense do no harm`() {
        let percents = told([
            ("a", "Downloading", .max, 1), ("b", "Downloading", .max, .max), ("c", "Extracting", 5, 0),
            ("tag", "Pulling from x", nil, nil),
        ])
        #expect(percents.allSatisfy { (0...99).contains($0 ?? 0) })
        var many = PullProgress()
        for index in 0..<3_000 {
            _ = many.take(ImageProgress(layer: "\(index)", status: "Downloading", done: .max, total: .max))
        }
    }
}
