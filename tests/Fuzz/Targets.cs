using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Spikebook.Data;
using Spikebook.Loihi;
using Spikebook.Notebooks.Documents;
using Spikebook.Notebooks.Jupyter;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Storage;
using Spikebook.Training;

namespace Spikebook.Fuzz;

/// <summary>Every reader of files in the house, each with a corpus of small valid ones.</summary>
sealed class Targets : IDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"spikebook-fuzz-{Guid.NewGuid():N}");

    public IReadOnlyList<Target> All => [Idx(), ImageCsv(), Npz(), TrainingCheckpoint(), ChipRun(), Notebook(), Rule(), Connection()];

    public void Dispose() => File.Delete(_path);

    static Target Idx()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, .. Enumerable.Range(0, 24).Select(k => (byte)(10 * k))];
        return new("IDX", [images, Gzip(images)], bytes => IdxFile.Read(new MemoryStream(bytes), "fuzz", 3), typeof(DatasetException))
        {
            Inner = [images],
            Pack = Gzip,
        };
    }

    Target ImageCsv()
    {
        byte[] plain = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 12).Select(k => $"{k},{20 * k},7,255,{k % 3}\n")));
        return new("CSV", [plain, Gzip(plain)], bytes => Data.ImageCsv.Read(Written(bytes), 2, 2, classes: 3), typeof(DatasetException))
        {
            Inner = [plain],
            Pack = Gzip,
        };
    }

    static byte[] Arrays(Action<NpzWriter>? more = null)
    {
        MemoryStream stream = new();
        using (NpzWriter archive = new(stream))
        {
            archive.Write<double>("weights", [1, 2.5, -3, 4, 5, 6], 2, 3);
            archive.Write<int>("labels", [3, 1, 2], 3);
            more?.Invoke(archive);
        }
        return stream.ToArray();
    }

    static void ReadArrays(NpzReader archive)
    {
        archive.Read<double>("weights");
        archive.Read<int>("labels");
    }

    static Target Npz()
    {
        byte[] header = Member(Arrays(), "weights.npy");
        return new("npz", [Arrays()], Read, typeof(DatasetException)) { Inner = [header], Pack = array => Zip("weights.npy", array) };

        static void Read(byte[] bytes)
        {
            using NpzReader archive = new(new MemoryStream(bytes), "fuzz");
            ReadArrays(archive);
        }
    }

    Target TrainingCheckpoint()
    {
        Checkpoint state = new([new("layers", "4-3"), new("seed", "1")], 24, 4, [.5, 2], []);
        state.Save(_path, archive => archive.Write<double>("weights", [1, 2, 3], 3));
        byte[] saved = File.ReadAllBytes(_path);
        return new("checkpoint", [saved], Read, typeof(TrainingException))
        {
            Inner = [Member(saved, "training.json")],
            Pack = json => Zip("training.json", json),
        };

        void Read(byte[] bytes) => Checkpoint.Load(Written(bytes), archive =>
        {
            if (archive.Has("weights")) archive.Read<double>("weights");
        });
    }

    static Target ChipRun()
    {
        Network network = new();
        var input = network.Source("input", 8);
        var layer = network.Neurons("layer", 20, new Compartment
        {
            Threshold = 60,
            CurrentDecay = 900,
            VoltageDecay = 300,
            Refractory = 2
        });
        network.Connect(input, layer, Wiring.AllToAll(40), new Synapse { Plasticity = new("2^-2*x1*y0") { X1 = new(90, 9), Epoch = 2 } });
        network.Connect(layer, layer, Wiring.OneToOne(-20), new Synapse { Delay = 3 });
        var program = network.Compile();
        var run = program.Start();
        run.SendPoisson(input, .2, 60);
        run.Run(30);
        MemoryStream stream = new();
        run.Save(stream);
        return new("chip run", [stream.ToArray()], bytes => program.Restore(new MemoryStream(bytes), overflow: OverflowResponse.Count)
            .Run(20), typeof(LoihiException))
        {
            Inner = [stream.ToArray()],
            Pack = WithRightChecksums,
        };
    }

    // A line, then sections: number (4 bytes), length (8), checksum of these (4), content, checksum of the content (4).
    static byte[] WithRightChecksums(byte[] saved)
    {
        for (int at = "Spikebook.Loihi run 2\n".Length; at + 20 <= saved.Length;)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(saved.AsSpan(at + 12), Crc32.Of(saved.AsSpan(at, 12)));
            long length = BinaryPrimitives.ReadInt64LittleEndian(saved.AsSpan(at + 4));
            if (length < 0 || length > saved.Length - at - 20) break;
            BinaryPrimitives.WriteUInt32LittleEndian(saved.AsSpan(at + 16 + (int)length), Crc32.Of(saved.AsSpan(at + 16, (int)length)));
            at += 20 + (int)length;
        }
        return saved;
    }

    Target Notebook()
    {
        const string text = """
            {"cells":[{"cell_type":"markdown","id":"a1","metadata":{},"source":["# Title\n","Text with $x^2$ and a [link](https://example.org)."]},
            {"cell_type":"code","execution_count":1,"id":"b2","metadata":{"tags":["x"]},"source":"1 + 1",
            "outputs":[{"data":{"text/plain":["2"]},"execution_count":1,"metadata":{},"output_type":"execute_result"},
            {"name":"stdout","output_type":"stream","text":"hello\n"},
            {"ename":"E","evalue":"v","output_type":"error","traceback":["a","b"]}]}],
            "metadata":{"kernelspec":{"display_name":"C#","language":"C#","name":".net-csharp"},"language_info":{"name":"C#"}},
            "nbformat":4,"nbformat_minor":5}
            """;
        return new("notebook", [Encoding.UTF8.GetBytes(text)], Read, typeof(NotebookFormatException));

        void Read(byte[] bytes)
        {
            var document = NotebookDocument.Read(Written(bytes));
            _ = (document.Title, document.Summary, document.Language, document.ToText());
        }
    }

    static Target Rule() => new("learning rule",
        [
            .. new[] { "dw = 2^-2*x1*y0 - 2^-2*y1*x0", "dt = (y1 - 2)*x0*u2 + 3*sgn(w)*r1", "dd = 2^-1*y0*(d - 9)",
                "12*t*x2*y2*y3*r0" }.Select(Encoding.UTF8.GetBytes),
        ],
        bytes => LearningRule.Parse(Encoding.UTF8.GetString(bytes)), typeof(RuleSyntaxException))
    {
        ManyLines = true,
    };

    Target Connection()
    {
        const string text = """
            {"shell_port":50001,"iopub_port":50002,"stdin_port":50003,"control_port":50004,"hb_port":50005,
            "ip":"127.0.0.1","key":"a-key","transport":"tcp","signature_scheme":"hmac-sha256","kernel_name":".net-csharp"}
            """;
        return new("connection file", [Encoding.UTF8.GetBytes(text)], bytes => ConnectionInfo.Read(Written(bytes)),
            typeof(JupyterException));
    }

    string Written(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return _path;
    }

    static byte[] Gzip(byte[] bytes)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }

    static byte[] Zip(string name, byte[] content)
    {
        MemoryStream packed = new();
        using (ZipArchive archive = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
            entry.Write(content);
        }
        return packed.ToArray();
    }

    static byte[] Member(byte[] packed, string name)
    {
        using ZipArchive archive = new(new MemoryStream(packed), ZipArchiveMode.Read);
        using Stream entry = archive.GetEntry(name)!.Open();
        MemoryStream content = new();
        entry.CopyTo(content);
        return content.ToArray();
    }
}
