namespace Spikebook.Loihi.Tests;

/// <summary>What the networks of <see cref="GoldenNetworks"/> did when they were recorded.</summary>
static class GoldenRunRecords
{
    public static TheoryData<string, string> All { get; } = new()
    {
        {
            "constant, few targets of many",
            "54 spikes, 3795 + 0 events, u 1237, v 1333486, w 353510, over 0/0/0, 001778a5bf65db9849a31798"
        },
        {
            "constant, one target in twenty-five",
            "14568 spikes, 256960 + 0 events, u 29160, v 6451776, w 1263594, over 0/0/0, 4104df19c0e4fdca4b0cd6d9"
        },
        {
            "constant, one target in three",
            "15954 spikes, 2694602 + 0 events, u 156192, v 6185188, w 1749470, over 0/0/0, 40754bca59a539e04bf633d0"
        },
        {
            "constant, full matrix of bytes, many rows at once",
            "7180 spikes, 8209240 + 0 events, u 235178, v 3743110, w 3599796, over 0/0/0, e6aef94261d2c8c2e8faf278"
        },
        {
            "constant, full matrix beyond bytes",
            "0 spikes, 10631025 + 0 events, u -5114628, v -1048085783, w 16981223, over 0/33300/34285, 793678f9cceb6106a8eeedf5"
        },
        {
            "constant, full matrix beyond bytes, inhibitory",
            "0 spikes, 22540 + 0 events, u -101622, v -61916931, w -352448, over 0/0/0, c0c915e31114639f505fc072"
        },
        {
            "constant, too wide to pack, clipped",
            "19817 spikes, 8040 + 0 events, u -129703, v -1339594261, w -12284, over 0/3/309, 4ae5707ed0de00892a2546ef"
        },
        {
            "constant, pairs connected twice",
            "324 spikes, 12500 + 0 events, u 697, v 43968, w 5400, over 0/0/0, 6bf02a7992d329e6711764f8"
        },
        {
            "fewer weight bits",
            "563 spikes, 15423 + 0 events, u -1921, v -1496215, w -6592, over 0/0/0, 118e963359fa12ed6d20c98d"
        },
        {
            "plastic, full matrix",
            "772 spikes, 2292110 + 2407910 events, u -603967, v -307210660, w -4499754, over 0/0/0, a27970c96d3a892972e5ec5a"
        },
        {
            "plastic, full matrix, clipped",
            "1123 spikes, 23950 + 91330 events, u 50384, v -30260594, w 449604, over 0/3083/558, d0f4ed9ab9895d46e8236a84"
        },
        {
            "plastic, sparse",
            "18890 spikes, 144480 + 999803 events, u 207296, v 8141105, w 4406656, over 0/0/0, a93998a3a5aa420df685756a"
        },
        {
            "plastic, excitatory, both rows and columns at the end of long epochs",
            "5946 spikes, 70585 + 163746 events, u 99081, v 2552254, w 1253325, over 0/0/0, ad43e0453c67bca351b48dce"
        },
        {
            "coincidences only",
            "4288 spikes, 70290 + 31712 events, u 23171, v 1472515, w 399108, over 0/0/0, 2b89ea9f4ceddf7e973a2478"
        },
        {
            "every synapse in every epoch",
            "1309 spikes, 16207 + 47760 events, u 4347, v -162696, w 35520, over 0/0/0, 4e07308fbea5e0781db69c26"
        },
        {
            "delays and tags learn",
            "4732 spikes, 29806 + 375404 events, u 20348, v 1144950, w 535218, over 0/0/0, 8f842aee9892faba01092e7f"
        },
        {
            "noise on voltage and current",
            "11129 spikes, 83103 + 117688 events, u 11721159, v -2129213, w 185850, over 0/0/0, 39d64de3d8e6e63b57d7d7c7"
        },
        {
            "joined compartments",
            "12727 spikes, 88851 + 0 events, u 0, v -124646, w 359674, over 0/0/0, c1430d0f70788d9a08af5467"
        },
        {
            "soft reset and own biases",
            "1216 spikes, 0 + 0 events, u 0, v 3376469, w 29184, over 0/0/0, 1e9466214368502cbc2adff7"
        },
        {
            "delays through layers",
            "16398 spikes, 315690 + 0 events, u 0, v 264132, w 729048, over 0/0/0, 412f9aab2c8536eba2b81f91"
        },
        {
            "recurrent, excitation and inhibition",
            "51126 spikes, 2392817 + 0 events, u -3092480, v -61855653, w 1238816, over 0/0/0, 531f6b6483f4f7628f75e6a2"
        },
        {
            "reward, Brian2Loihi",
            "4189 spikes, 20624 + 108774 events, u 21567, v 1125469, w 378968, over 0/0/0, 81318058b10d579ef2780f62"
        },
        {
            "reward, nengo-loihi",
            "4190 spikes, 20624 + 121000 events, u 21538, v 1147675, w 378968, over 0/0/0, 6b23a4c3b94fbf0034e2ed60"
        },
        {
            "reward, Lava",
            "4190 spikes, 20624 + 115292 events, u 21680, v 1145589, w 380460, over 0/0/0, 382a59254555bbf94c2a92b7"
        },
        {
            "overflow, default",
            "0 spikes, 31095 + 0 events, u -3463327, v 35269360, w 37336, over 343/2751/6129, 551c0966afba58d7e86c0d89"
        },
        {
            "overflow, Brian2Loihi",
            "5211 spikes, 31095 + 0 events, u 7965824029, v -14746754566, w 37336, over 0/0/6, 6d6235668200d35f7df453a9"
        },
        {
            "overflow, Lava",
            "0 spikes, 31095 + 0 events, u 1867331, v 50614603, w 37336, over 778/0/6010, c5a24098407c0b2ffa81595a"
        },
    };
}
