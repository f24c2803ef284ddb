// The world of the sample: what the shops sell, what breaks, who writes, where they live.

/** One kind of shop. A part can be missing or have a defect; a fault is what the whole thing does. All are plain lists. */
const kind = (products, parts, defects, faults) => ({
  products: list(products),
  parts: list(parts),
  defects: list(defects),
  faults: list(faults),
});

const list = (text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

export const kinds = {
  kitchen: kind(
    `blender, kettle, toaster, coffee grinder, rice cooker, juicer, waffle iron, hand mixer, food processor, egg boiler,
     sandwich maker, milk frother, ice cream maker, slow cooker, yogurt maker, kitchen scale, electric grill, popcorn machine`,
    'jar, lid, handle, base, blade, cord, knob, tray',
    'cracked, bent, chipped, loose, rusty, dented',
    'leaks, overheats, does not switch on, smells of plastic, makes a loud noise, stops after a minute',
  ),
  furniture: kind(
    `bookcase, desk, armchair, coffee table, bed frame, wardrobe, shoe rack, bar stool, nightstand, dresser, bench,
     rocking chair, dining table, sideboard, coat stand, sofa bed, office chair, wine rack`,
    'leg, drawer, shelf, door, hinge, panel, armrest, screw',
    'scratched, cracked, broken, warped, stained, split',
    'wobbles, creaks, leans to one side, does not stand level, smells of glue, scratches the floor',
  ),
  lighting: kind(
    `desk lamp, floor lamp, ceiling light, lantern, wall lamp, night light, light chain, chandelier, reading lamp,
     spotlight, candle holder, solar lamp, bedside lamp, pendant lamp, mirror light, plant light, salt lamp, porch light`,
    'shade, switch, plug, socket, stand, bulb, cable, cover',
    'broken, dented, loose, torn, cracked, bent',
    'flickers, hums, gets too hot, goes out at night, does not switch on, is far too dim',
  ),
  clothing: kind(
    `rain jacket, wool coat, cardigan, hoodie, linen shirt, denim skirt, ski suit, bathrobe, evening dress, vest, sweater,
     parka, blouse, tracksuit, poncho, blazer, kimono, apron`,
    'zipper, button, sleeve, collar, pocket, lining, belt, hood',
    'torn, stained, ripped, frayed, crooked, faded',
    'shrank in the wash, loses its color, is too tight, itches, smells of smoke, is too short',
  ),
  luggage: kind(
    `backpack, suitcase, handbag, wallet, laptop sleeve, gym bag, briefcase, tote bag, belt bag, camera bag, school bag,
     toiletry bag, travel trunk, duffel bag, purse, shoulder bag, beach bag, picnic basket`,
    'strap, zipper, buckle, wheel, lock, handle, pocket, lining',
    'torn, broken, frayed, jammed, stained, loose',
    'does not close, loses its color, lets water in, smells of paint, comes apart, squeaks',
  ),
  electronics: kind(
    `headset, speaker, keyboard, webcam, router, tablet, smart watch, printer, projector, power bank, radio, microphone,
     e-reader, game controller, monitor, scanner, alarm clock, record player`,
    'cable, button, screen, stand, battery, charger, cover, antenna',
    'cracked, scratched, broken, loose, dead, swollen',
    'loses the connection, does not charge, crackles, freezes, overheats, turns itself off',
  ),
  garden: kind(
    `lawn mower, hedge trimmer, wheelbarrow, garden hose, parasol, hammock, bird feeder, leaf blower, rain barrel,
     flower box, compost bin, watering can, greenhouse, fire bowl, sun lounger, trellis, sprinkler, garden gate`,
    'wheel, nozzle, handle, frame, valve, cover, pole, clip',
    'rusty, bent, split, jammed, broken, torn',
    'leaks, squeaks, tips over, does not start, rusts, drips',
  ),
  sports: kind(
    `yoga mat, tent, sleeping bag, dumbbell, rowing machine, tennis racket, skateboard, kayak, climbing rope, treadmill,
     jump rope, surfboard, bike helmet, trampoline, punching bag, snowboard, badminton net, exercise bike`,
    'grip, strap, pump, pedal, pole, cover, spring, buckle',
    'torn, bent, loose, cracked, worn, frayed',
    'slips, squeaks, loses air, is too short, comes apart, lets water in',
  ),
  toys: kind(
    `puzzle, dollhouse, toy train, kite, board game, marble run, rocking horse, building set, puppet theater, toy kitchen,
     stuffed bear, race track, toy piano, play tent, wooden castle, toy crane, balance bike, magic kit`,
    'wheel, piece, figure, string, roof, card, arm, box',
    'broken, chipped, torn, bent, sticky, faded',
    'falls over, does not roll, loses paint, smells of glue, falls apart, is too small',
  ),
  pets: kind(
    `cat tree, dog bed, fish tank, bird cage, pet carrier, dog leash, litter box, water fountain, hamster wheel,
     scratching post, dog crate, feeding bowl, horse blanket, rabbit hutch, aquarium filter, dog harness, cat tunnel, pet gate`,
    'door, filter, pump, cushion, ring, tube, clip, base',
    'torn, bent, chewed, clogged, broken, loose',
    'leaks, wobbles, tips over, smells of rubber, makes a loud noise, does not close',
  ),
  tools: kind(
    `cordless drill, tool box, ladder, table saw, sander, paint sprayer, workbench, socket set, nail gun, angle grinder,
     soldering iron, air compressor, wet vacuum, jigsaw, tape measure, heat gun, glue gun, spirit level`,
    'blade, grip, hose, trigger, battery, clamp, guard, plug',
    'bent, worn, jammed, cracked, rusty, dead',
    'overheats, jams, does not start, loses power, makes a loud noise, stops after a minute',
  ),
};

// All take "a", so that "a <color> one" is always right.
export const colors = list(
  'red, blue, green, black, white, yellow, gray, brown, pink, purple, beige, silver, turquoise',
);
export const weekdays = list('Monday, Tuesday, Wednesday, Thursday, Friday, Saturday');
export const relatives = list(
  'sister, brother, mother, father, daughter, son, wife, husband, neighbor, friend, niece, uncle, cousin, colleague',
);

export const cities = list(
  `Aberdeen, Antwerp, Bergen, Bilbao, Bologna, Bordeaux, Bristol, Calgary, Cardiff, Cork, Dresden, Dublin, Eindhoven, Galway,
   Geneva, Ghent, Girona, Graz, Halifax, Hamburg, Krakow, Leeds, Leipzig, Lisbon, Lyon, Malaga, Malmo, Nantes, Naples, Odense,
   Oslo, Ottawa, Oxford, Palermo, Porto, Prague, Quebec, Riga, Rotterdam, Salzburg, Sheffield, Siena, Split, Tallinn, Tampere,
   Toledo, Trieste, Turin, Utrecht, Verona, Vilnius, Warsaw, York, Zagreb`,
);

/** Three hundred first names, no two alike: a customer held out is a name never seen in training. */
export const firstNames = list(
  `Ada, Adele, Adrian, Agnes, Aisha, Alan, Albert, Alexei, Alice, Alma, Amara, Amelie, Amir, Ana, Andre, Anika, Anton, Anya, April,
   Aria, Arjun, Arlo, Armin, Arthur, Asha, Astrid, Aurora, Axel, Ayla, Barbara, Beata, Beatriz, Benno, Bettina, Bianca, Birgit, Boris,
   Brenda, Bruno, Camila, Carl, Carmen, Caspar, Cecilia, Celine, Chen, Chiara, Chloe, Clara, Clement, Conrad, Cora, Cyril, Dagmar,
   Daisy, Dalia, Daniela, Dario, David, Deepa, Delia, Denise, Derek, Diego, Dina, Dmitri, Dolores, Dora, Dylan, Edgar, Edith, Elena,
   Elias, Elif, Elise, Ellen, Elsa, Emil, Enzo, Erik, Erin, Esteban, Esther, Eva, Fabian, Fatima, Felix, Fiona, Flora, Florian, Frida,
   Gareth, Gemma, Georg, Gina, Giulia, Goran, Greta, Gustav, Hana, Hanna, Harald, Hassan, Heidi, Helga, Henrik, Hugo, Ida, Igor, Ilse,
   Imani, Ines, Ingrid, Irene, Iris, Isaac, Ismael, Ivan, Ivy, Jakob, Jamal, Janet, Jasmin, Javier, Jelena, Jens, Joana, Jonas, Jorge,
   Josef, Judith, Julia, Jun, Kaito, Karin, Karl, Katja, Kavya, Keiko, Kerem, Kian, Kirsten, Klara, Kofi, Lara, Lars, Laszlo, Laura,
   Leila, Lena, Leo, Leonie, Liam, Lidia, Lin, Linnea, Lola, Lorenzo, Lotte, Luca, Lucia, Ludwig, Luisa, Luna, Mabel, Magda, Malik,
   Manuel, Mara, Marco, Margot, Maria, Marius, Marlene, Marta, Mateo, Matilda, Maya, Mehmet, Mei, Mina, Mira, Mohan, Mona, Moritz,
   Nadia, Naomi, Natalia, Nelson, Nico, Nils, Nina, Noah, Noor, Nora, Odette, Olaf, Olga, Oliver, Omar, Oscar, Otto, Pablo, Paloma,
   Paola, Patrick, Paula, Pavel, Pedro, Petra, Philip, Pia, Pilar, Priya, Quentin, Rafael, Rahul, Ramon, Raquel, Ravi, Renata, Rhea,
   Ricardo, Rita, Robin, Rohan, Rosa, Ruben, Ruth, Sabine, Samir, Sandra, Sanjay, Sara, Selma, Sergio, Sigrid, Silas, Silvia, Simon,
   Sofia, Sonja, Stella, Sven, Tamara, Tanja, Tariq, Teresa, Thea, Theo, Tilda, Tobias, Tomas, Trudy, Uma, Ursula, Valentin, Vera,
   Victor, Vikram, Viola, Wanda, Werner, Wilma, Xavier, Yara, Yasmin, Yusuf, Zara, Zelda, Zoe, Zora, Björn, Zoë, Søren, Anaïs, René,
   Amos, Blanca, Cleo, Dunja, Ewan, Farah, Gilda, Hector, Ilona, Jovan, Kamal, Lionel, Noel, Orla, Percy, Roland, Salma, Tess, Udo,
   Vanja, Willem, Yvonne, Zeno`,
);

export const lastNames = list(
  `Abel, Almeida, Andersen, Baker, Bauer, Bianchi, Brandt, Castro, Costa, Dubois, Dvorak, Engel, Fischer, Fontaine, Garcia, Haas,
   Hansen, Ivanov, Jansen, Kaya, Keller, Khan, Kovacs, Kowalski, Lindholm, Lopez, Marino, Meyer, Moreau, Nakamura, Novak, Okafor,
   Olsen, Patel, Pereira, Petrov, Rossi, Santos, Schmidt, Silva, Singh, Sokolov, Tanaka, Torres, Varga, Virtanen, Wagner, Weber, Wong, Yilmaz`,
);
