#:project ../lib/Data/Spikebook.Data.csproj
#:property PublishAot=false
// Makes the binary images that ship, from the original IDX files:
//   dotnet run data/pack-images.cs -- MNIST_FOLDER data/mnist-binary 129 mnist
//   dotnet run data/pack-images.cs -- FASHION_FOLDER data/fashion-mnist-binary 129
// MNIST's files are compared with the published SHA-256 first. Debian's package dataset-fashion-mnist has Fashion-MNIST's.
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Spikebook.Data;

if (args is not [var source, var target, var level, .. var verify])
{
    Console.Error.WriteLine("usage: dotnet run data/pack-images.cs -- SOURCE TARGET LEVEL [mnist]");
    return 2;
}
if (verify is ["mnist"])
{
    foreach (var file in Mnist.Files)
    {
        using GZipStream content = new(File.OpenRead(Path.Combine(source, file.Name)), CompressionMode.Decompress);
        string found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (found == file.Sha256) continue;
        Console.Error.WriteLine($"{file.Name}: SHA-256 {found}, published {file.Sha256}");
        return 1;
    }
}
var images = Mnist.Load(source, Path.GetFileName(target));
int ink = int.Parse(level, CultureInfo.InvariantCulture);
PackedImages.Write(Path.Combine(target, "train.bits.gz"), images.Train, ink);
PackedImages.Write(Path.Combine(target, "test.bits.gz"), images.Test, ink);
return 0;
