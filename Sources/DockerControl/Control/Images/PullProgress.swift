/// How far a pull is, by the words of the engine (sans-IO): the shares of all layers together.
struct PullProgress {
    private struct Layer {
        var share = 0.0
        var done: UInt64 = 0
        var total: UInt64?
    }

    /// What is downloaded has this share of the work; the rest is unpacking.
    private static let downloadShare = 0.75
    /// Layers that are looked at: images have at most 127.
    private static let layerLimit = 1_000

    private var layers: [String: Layer] = [:]
    private var percent = 0

    init() {}

    /// Takes a word, and tells how far the pull is; it never goes back, and 100 is told by nobody but the end.
    mutating func take(_ word: ImageProgress) -> ServiceStatus.Progress {
        guard let id = word.layer, layers[id] != nil || layers.count < Self.layerLimit, note(word, of: id) else {
            return ServiceStatus.Progress(percent: layers.isEmpty ? nil : percent, text: word.status)
        }
        percent = max(percent, min(Int(share * 100), 99))
        return ServiceStatus.Progress(percent: percent, text: text)
    }

    /// Whether the word was about a layer.
    private mutating func note(_ word: ImageProgress, of id: String) -> Bool {
        var layer = layers[id] ?? Layer()
        let fraction = Self.fraction(word)
        switch word.status {
        case "Pulling fs layer", "Waiting": break
        case "Downloading":
            layer.share = max(layer.share, Self.downloadShare * fraction)
            layer.total = word.total ?? layer.total
            layer.done = max(layer.done, word.done ?? 0)
        case "Verifying Checksum", "Download complete":
            layer.share = max(layer.share, Self.downloadShare)
            layer.done = layer.total ?? layer.done
        case "Extracting": layer.share = max(layer.share, Self.downloadShare + (1 - Self.downloadShare) * fraction)
        case "Pull complete", "Already exists":
            layer.share = 1
            layer.done = layer.total ?? layer.done
        default: return false
        }
        layers[id] = layer
        return true
    }

    private static func fraction(_ word: ImageProgress) -> Double {
        guard let done = word.done, let total = word.total, total > 0 else { return 0 }
        return min(Double(done) / Double(total), 1)
    }

    /// The shares by the sizes of layers; one whose size is not known yet counts as an average one.
    private var share: Double {
        let sizes = layers.values.compactMap { $0.total.map { Double($0) } }
        let average = sizes.isEmpty ? 1 : max(sizes.reduce(0, +) / Double(sizes.count), 1)
        var (done, all) = (0.0, 0.0)
        for layer in layers.values {
            let size = max(layer.total.map { Double($0) } ?? average, 1)
            done += size * layer.share
            all += size
        }
        return all > 0 ? done / all : 0
    }

    private var text: String {
        let complete = layers.values.count { $0.share == 1 }
        let total = layers.values.reduce(0.0) { $0 + Double($1.total ?? 0) }
        let layers = "\(complete) of \(layers.count) layers"
        guard total > 0 else { return layers }
        let done = self.layers.values.reduce(0.0) { $0 + Double($1.done) }
        return "\(layers), \(Self.mebibytes(min(done, total))) of \(Self.mebibytes(total)) MiB"
    }

    private static func mebibytes(_ bytes: Double) -> String {
        let tenths = Int((min(bytes, 1e15) / Double(1 << 20) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
